#!/usr/bin/env bash
# git (seen with 2.39.5) with husky 9.1.7 (npm): a pre-commit hook in a linked worktree
#
# Behaviour: for a commit in a linked worktree git sets GIT_DIR for its hooks, in the main worktree it does
#   not, and husky passes it on. `git init` in an empty folder, which is how tests make a throw-away
#   repository, then makes none: it sets core.bare=true in the configuration that all worktrees share, and
#   the test's commit lands on the branch that is being committed to.
# Why it surprises: the same hook is harmless in the main worktree. In a linked one the person's commit fails
#   with "cannot lock ref", a commit of the test is on their branch, and the main checkout has become bare.
# samocode: its agents commit in linked worktrees, so their hooks meet this; the fix belongs into the tests
#   that such a hook runs. What samocode itself starts, git and agents, never gets these variables
#   (src/domain/provider/environment/git-variables.ts).
. "$(dirname "$0")/support/lib.sh"
packages husky@9.1.7

repository "$T/main"
cd "$T/main"
ln -s "$MODULES" node_modules
node node_modules/husky/bin.js
cat >.husky/pre-commit <<'HOOK'
set -e
mkdir "$SCRATCH"
cd "$SCRATCH"
git init -q .
git -c user.name=Test -c user.email=test@example.org commit -q --no-verify --allow-empty -m fixture
HOOK
git add .husky
git -c core.hooksPath=/dev/null commit -q -m husky
git worktree add -q "$T/linked" 2>/dev/null
cp -R .husky/_ "$T/linked/.husky/"

commit_in() { # <worktree>
  local code=0 here=no
  SCRATCH=$T/scratch-of-$(basename "$1") git -C "$1" commit -q --allow-empty -m mine 2>"$T/errors" || code=$?
  if [ -e "$T/scratch-of-$(basename "$1")/.git" ]; then here=yes; fi
  echo "exit $code, own repository $here, last commit $(git -C "$1" log -1 --format=%s), bare $(git config core.bare)"
}
main=$(commit_in "$T/main")
verdict "main: $main; linked: $(commit_in "$T/linked"); then in main: $(git status 2>&1 | head -n 1)" \
  'main: exit 0, own repository yes, last commit mine, bare false; linked: exit 128, own repository no, last commit fixture, bare true; then in main: fatal: this operation must be run in a work tree'
