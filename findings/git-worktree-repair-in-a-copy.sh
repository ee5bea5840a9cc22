#!/usr/bin/env bash
# git (seen with 2.39.5): `git worktree repair` in a copy of a project that has linked worktrees
#
# Behaviour: a repository and its linked worktrees, side by side in one folder, are copied with `cp -a`. The
#   manual offers `git worktree repair <path>` for worktrees whose links are stale. In the copy the command
#   also rewrites the `.git` file of the ORIGINAL worktree, which was in order: it names the copy from then
#   on. It says so in one line and ends with 0.
# Why it surprises: a command that is given a path inside the copy, in the copy's repository, changes a file
#   outside of both. The next commit in the original worktree lands in the copy; the original repository
#   never sees it, and it is lost when somebody removes the copy.
# samocode: for a copied project it names no `worktree repair`: the printed command writes the two links
#   itself (src/adapters/git/worktree/worktree-look.ts, copied).
. "$(dirname "$0")/support/lib.sh"

mkdir "$T/project"
repository "$T/project/main"
git -C "$T/project/main" worktree add -q -b one "$T/project/one" 2>/dev/null
cp -a "$T/project" "$T/copy"

code=0
git -C "$T/copy/main" worktree repair "$T/copy/one" >"$T/repaired" 2>&1 || code=$?
git -C "$T/project/one" commit -q --allow-empty -m mine
tip() { # <repository>
  git -C "$1" log -1 --format=%s one
}
names() { # <worktree>
  sed -n "s|^gitdir: $T/\([a-z]*\)/.*|\1|p" "$1/.git"
}
verdict "exit $code; the original worktree names: $(names "$T/project/one"); its commit is in the original: $([ "$(tip "$T/project/main")" = mine ] && echo yes || echo no), in the copy: $([ "$(tip "$T/copy/main")" = mine ] && echo yes || echo no)" \
  'exit 0; the original worktree names: copy; its commit is in the original: no, in the copy: yes'
