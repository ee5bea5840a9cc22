#!/usr/bin/env bash
# git (seen with 2.39.5): `git fetch --prune` in a mirror clone with linked worktrees
#
# Behaviour: in a repository whose branches mirror those of a server, an agent commits to a new branch in a linked
#   worktree. `git fetch --prune` deletes that branch, because the server does not have it, and ends with 0. The
#   worktree is on a branch without a commit from then on: its files all look new, and the next commit has no parent.
#   Where the server has a branch of that name, fetch refuses: it is checked out in a worktree.
# Why it surprises: the manual has one protection for all: branches that are checked out in a worktree are not touched
#   by fetch; `git branch -D` and `git push` refuse to delete such a branch, too. A mirror with a worktree for each
#   branch is a usual place for agents, and `--prune` a usual line in a cron job. The commits have no name any more.
# samocode: each checkpoint of a worktree has its HEAD as a parent, in refs/samocode/checkpoints; where the mirror
#   prunes these, too, the next checkpoint puts them back (src/adapters/git/checkpoint/commit-checkpoint.ts).
. "$(dirname "$0")/support/lib.sh"

repository "$T/start"
git clone -q --bare "$T/start" "$T/server.git"
git clone -q --bare "$T/server.git" "$T/mirror.git"
cd "$T/mirror.git"
git config user.name Tester
git config user.email tester@example.org
git config remote.origin.fetch '+refs/heads/*:refs/heads/*'
git worktree add -q -b agent "$T/agent" main 2>/dev/null
git -C "$T/agent" commit -q --allow-empty -m 'a night of work'

run() { # <command…>: its exit code, and how it says no
  local code=0
  "$@" >"$T/output" 2>&1 || code=$?
  echo "exit $code, $(grep -om1 'refusing to fetch into branch\|Cannot delete branch\|\[deleted\]' "$T/output" || echo quiet)"
}
removed=$(run git branch -D agent)
pruned=$(run git fetch --prune origin)
commit_of() { git -C "$T/agent" rev-parse -q --verify HEAD || echo none; }
head=$(commit_of)
git -C "$T/agent" commit -q --allow-empty -m next
parents=$(git -C "$T/agent" show -s --format=%P | wc -w)
# Once the server has a branch of that name, the same command refuses.
git -C "$T/start" push -q "$T/server.git" HEAD:agent
updated=$(run git fetch --prune origin)

verdict "branch -D: $removed; fetch --prune: $pruned, HEAD $head, then parents of a commit: $parents; with agent on the server: $updated" \
  'branch -D: exit 1, Cannot delete branch; fetch --prune: exit 0, [deleted], HEAD none, then parents of a commit: 0; with agent on the server: exit 128, refusing to fetch into branch'
