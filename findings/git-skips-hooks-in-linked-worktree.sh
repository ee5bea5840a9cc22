#!/usr/bin/env bash
# git (seen with 2.39.5) with husky 9.1.7 (npm): the hooks of a project in a new linked worktree
#
# Behaviour: husky sets core.hooksPath to `.husky/_`, a folder that it makes and git ignores. In the main worktree its
#   pre-commit hook, which is committed, refuses a commit. In a new linked worktree the same commit is made, without
#   hook and without a warning, until husky has run there, too. Only `git hook run pre-commit` says that it has no hook.
# Why it surprises: hooks belong to the repository, and with git's own folder all worktrees have them; core.hooksPath is
#   set for all worktrees as well. But a relative path is looked up in each worktree, and a folder that is missing is
#   no error. So the checks are off exactly where agents commit.
# samocode: runs SETUP in each new worktree (src/adapters/git/set-up/workspace.ts); with `npm ci` there the script
#   `prepare` of the project makes the folder. VERIFY does not rely on hooks.
. "$(dirname "$0")/support/lib.sh"
packages husky@9.1.7

repository "$T/repo"
cd "$T/repo"
mkdir .husky
echo 'echo "the check fails" && exit 1' >.husky/pre-commit
git add .husky
git commit -q -m 'a hook'
husky() { node "$MODULES/husky/bin.js"; }
husky
attempt() { # how a commit ends
  local code=0
  git commit -q --allow-empty -m work >"$T/output" 2>&1 || code=$?
  echo "exit $code, $(grep -o 'the check fails' "$T/output" || echo "$(wc -c <"$T/output") bytes said")"
}
seen="main: $(attempt)"
git worktree add -q -b work "$T/linked"
cd "$T/linked"
seen+="; linked: $(attempt), hooks in $(git config core.hooksPath), $(git hook run pre-commit 2>&1 || true)"
husky
seen+="; after husky: $(attempt)"
verdict "$seen" "main: exit 1, the check fails; linked: exit 0, 0 bytes said, hooks in .husky/_, \
error: cannot find a hook named pre-commit; after husky: exit 1, the check fails"
