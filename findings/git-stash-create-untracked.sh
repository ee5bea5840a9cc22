#!/usr/bin/env bash
# git (seen with 2.39.5): `git stash create --include-untracked`
#
# Behaviour: `git stash create` takes no options. `--include-untracked` (and `-u`) becomes the message of the stash,
#   the exit code is 0, stderr is empty, and the commit has no untracked file. After `git stash store` the list
#   shows "On main: --include-untracked". `git stash push` with the same option keeps the file.
# Why it surprises: git refuses unknown options elsewhere, also in `git stash push` and `git stash store`. A backup
#   before `git reset --hard` and `git clean -fd` looks complete, and the new files are gone for good.
# samocode: makes its checkpoints with an index of its own, untracked files with it, and compares their list with
#   the work tree (src/adapters/git/checkpoint/take.ts).
. "$(dirname "$0")/support/lib.sh"

repository "$T/repo"
cd "$T/repo"
echo one >tracked
git add tracked
git commit -q -m tracked
stash() { # <command…>: both kinds of change, the stash, and what comes back from it after a cleanup
  echo two >tracked
  echo new >untracked
  "$@" 2>"$T/errors"
  git reset -q --hard
  git clean -q -fd
  git stash apply -q
  echo "untracked file $(test -f untracked && echo back || echo lost), $(cat tracked), $(git stash list --format=%gs), stderr $(wc -c <"$T/errors")"
  git reset -q --hard
  git clean -q -fd
}
create_and_store() {
  local commit
  commit=$(git stash create "$1")
  git stash store -m "$(git show -s --format=%s "$commit")" "$commit"
}
created=$(stash create_and_store --include-untracked)
git stash clear
pushed=$(stash git stash push -q --include-untracked -m mine)

verdict "create: $created; push: $pushed" \
  'create: untracked file lost, two, On main: --include-untracked, stderr 0; push: untracked file back, two, On main: mine, stderr 0'
