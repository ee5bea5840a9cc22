#!/usr/bin/env bash
# git (seen with 2.39.5): an empty `filter.<driver>.process`
#
# Behaviour: a filter driver has a `clean` command, and `filter.<driver>.process` is set to the empty text
#   (`git -c filter.keep.process= add …`). git then runs neither: the file is added as it is in the work tree.
# Why it surprises: the manual says that `process` takes the place of `clean` where it is set; the empty text
#   is the usual way to take a value of a lower level away, so one expects `clean` to be used again.
# samocode: to keep programs of a repository's configuration from running it overrides only the keys that the
#   repository itself defines, so that a person's own filters (Git LFS) go on (src/adapters/git/reading.ts).
. "$(dirname "$0")/support/lib.sh"

repository "$T/repo"
cd "$T/repo"
echo '*.txt filter=keep' >.gitattributes
git config filter.keep.clean 'tr a-z A-Z'
added() { # <name> <option...>
  echo text >"$1"
  git "${@:2}" add "$1" && git show ":$1"
}
verdict "clean alone: $(added a.txt); with an empty process: $(added b.txt -c filter.keep.process=)" \
  'clean alone: TEXT; with an empty process: text'
