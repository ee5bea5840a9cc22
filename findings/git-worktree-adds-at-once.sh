#!/usr/bin/env bash
# git (seen with 2.39.5): several `git worktree add -b` of one repository at the same time
#
# Behaviour: of twenty that start together, each with a path and a branch name of its own, about one fails with
#   exit 128 and "failed to read .git/worktrees/<another one>/commondir". It leaves no worktree and no
#   registration, and keeps the branch that `-b` made.
# Why it surprises: git locks what it writes and says so when a lock is held ("Unable to create … .lock"); the list
#   of worktrees has no lock, and the message names the file of a neighbour that is in order a moment later. The same
#   command again does not help: it fails because the branch exists.
# samocode: repeats a git that met a half-made worktree (src/adapters/git/patient-git.ts), and attaches the branch
#   that the first try left.
. "$(dirname "$0")/support/lib.sh"

repository "$T/main"
add() { # <name>
  git -C "$T/main" worktree add -q -b "$1" "$T/$1" 2>"$T/$1.err" || echo "$?" >"$T/$1.code"
}

failed=''
for round in $(seq 1 50); do
  pids=''
  for number in $(seq 1 20); do
    add "w$round-$number" &
    pids="$pids $!"
  done
  # shellcheck disable=SC2086 # Process ids.
  wait $pids
  failed=$(basename "$(find "$T" -maxdepth 1 -name '*.code' | head -n 1)" .code)
  [ -z "$failed" ] || break
done
[ -n "$failed" ] || verdict 'none of 1,000 failed' 'one failed'

is() { "$@" >/dev/null 2>&1 && echo yes || echo no; }
verdict "exit $(cat "$T/$failed.code"): $(sed -n 's|.*failed to read .git/worktrees/w[0-9-]*/commondir.*|a neighbour is half-made|p' "$T/$failed.err"); its branch: $(is git -C "$T/main" rev-parse --verify "refs/heads/$failed"), its worktree: $(is test -e "$T/$failed"); again: $(is git -C "$T/main" worktree add -q -b "$failed" "$T/$failed")" \
  'exit 128: a neighbour is half-made; its branch: yes, its worktree: no; again: no'
