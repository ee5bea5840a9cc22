#!/usr/bin/env bash
# git (seen with 2.39.5) in bubblewrap (0.8.0): the last `git stash drop` where `.git` itself is read-only
#
# Behaviour: the common git folder is read-only, and `objects`, `refs`, `logs` and the worktree's own folder
#   are mounted over it to be written. Commit and stash work. Dropping the only stash says "Dropped" and ends
#   with 0; `git stash list` is empty, but the reference stays: it can be dropped again, and `git stash pop`
#   applies the dropped work. (`git branch -d` says that it cannot create `packed-refs.lock`, and fails.)
# Why it surprises: all references are loose files that can be written, and there is no `packed-refs` file;
#   and a command that could not do its work reports success.
# samocode: the prompt tells agents in the sandbox what git cannot delete there (src/domain/prompt/prompt.ts), and
#   docs/security.md tells people.
. "$(dirname "$0")/support/lib.sh"

command -v bwrap >/dev/null || { echo 'bubblewrap is not installed'; exit 77; }
repository "$T/repo"
git -C "$T/repo" worktree add -q -b work "$T/tree" 2>/dev/null
G="$T/repo/.git"
inside() { # <command...>
  local folder binds=()
  for folder in "$G/objects" "$G/refs" "$G/logs" "$G/worktrees/tree" "$T/tree"; do
    binds+=(--bind "$folder" "$folder")
  done
  bwrap --ro-bind / / --dev /dev --proc /proc "${binds[@]}" --chdir "$T/tree" -- "$@"
}
inside true 2>/dev/null || { echo 'bubblewrap makes no sandbox here'; exit 77; }
echo one >"$T/tree/file"
git -C "$T/tree" add file
git -C "$T/tree" commit -q -m file
echo two >"$T/tree/file"
inside git stash push -q
drop() {
  inside git stash drop 2>/dev/null | grep -o '^Dropped' || true
}
first="$(drop), left in the list: $(inside git stash list | wc -l)"
second=$(drop)
inside git stash pop -q 2>/dev/null || true
verdict "first drop: $first; second drop: $second; after pop the file has: $(cat "$T/tree/file")" \
  'first drop: Dropped, left in the list: 0; second drop: Dropped; after pop the file has: two'
