#!/usr/bin/env bash
# Claude Code 2.1.332 (npm @anthropic-ai/claude-code) with a shell that shares stdin with it
#
# Behaviour: when stdin is a regular file, `claude -p` reads the prompt from the first byte of the file,
#   wherever the file offset is. `cat` in the same place continues at the offset.
# Why it surprises: `{ read -r header; claude -p; } <file` is the usual way to take a header off. The model
#   gets the header too, and nothing tells so. With a pipe in place of the file it does not get it.
# samocode: writes each prompt to a file of its own and opens it for the agent alone
#   (src/adapters/process/child/spawn-child.ts), so that the first byte is the right one.
. "$(dirname "$0")/support/lib.sh"
. "$FINDINGS/support/claude.sh"

mkdir "$T/work"
cd "$T/work"
printf 'priority: header-line\nSay hello.\n' >"$T/prompt"
has_header() {
  if grep -q 'header-line' "$REQUESTS"; then echo yes; else echo no; fi
}

model '[{ "text": "Hello." }]'
{ read -r _ && claude_code; } <"$T/prompt"
file="exit $CODE, header sent $(has_header)"
model '[{ "text": "Hello." }]'
claude_code < <({ read -r _ && cat; } <"$T/prompt")
verdict "file: $file; pipe: exit $CODE, header sent $(has_header)" \
  'file: exit 0, header sent yes; pipe: exit 0, header sent no'
