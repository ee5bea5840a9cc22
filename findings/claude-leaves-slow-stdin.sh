#!/usr/bin/env bash
# Claude Code 2.1.332 (npm @anthropic-ai/claude-code), -p, a slow program on its stdin
#
# Behaviour: when no byte has come on a piped stdin within three seconds, Claude Code works without it: with a
#   prompt as its argument the run is a success (exit 0) whose request lacks what the pipe brought later; without one
#   it is exit 1. The warning is on stderr alone. After one early byte it waits for the end of the pipe: here
#   eight seconds.
# Why it surprises: `make test 2>&1 | claude -p "Explain the failure"` depends on when the first line is printed,
#   thus on the load of the machine; programs in a pipe wait for the end of their input, as Codex does.
# samocode: the prompt is a complete file before the start, and that file is stdin
#   (src/adapters/process/child/spawn-child.ts).
. "$(dirname "$0")/support/lib.sh"
. "$FINDINGS/support/claude.sh"

mkdir "$T/work"
cd "$T/work"
# The pipe gets its text after Claude Code has asked the model, or has ended; it holds the pipe open until then.
asked() { # <bytes that come at once> <arguments>...
  local said=$1 got=no
  shift
  rm -f "$T/pipe" "$T/over"
  mkfifo "$T/pipe"
  model '[{ "text": "Done." }]'
  {
    printf '%s' "$said"
    wait_for 8 grep -q . "$REQUESTS" "$T/over" || true
    echo 'the late plums' 2>"$T/broken" || true
  } >"$T/pipe" &
  claude_code --dangerously-skip-permissions "$@" <"$T/pipe"
  echo over >"$T/over"
  wait "$!" || true
  if grep -q 'the late plums' "$REQUESTS"; then got=yes; fi
  echo "exit $CODE, read $got, $(grep -c 'no stdin data' "$T/errors" || true) warning"
}
verdict "with a prompt: $(asked '' 'Explain the failure.'); without: $(asked ''); after an early byte: $(asked x 'Explain the failure.')" \
  'with a prompt: exit 0, read no, 1 warning; without: exit 1, read no, 1 warning; after an early byte: exit 0, read yes, 0 warning'
