#!/usr/bin/env bash
# Codex 0.171.0 (npm @openai/codex), `exec --json resume`
#
# Behaviour: `resume --last` takes the last thread of the current folder alone. Where there is none, and also for a
#   name that no thread has, Codex starts a new thread with the prompt: exit 0, not a word on stderr, and the same
#   events. Only an id of the form of a UUID that is unknown is an error (exit 1).
# Why it surprises: "resume" that finds nothing to resume usually fails. Here the agent goes on with "continue your
#   work" and none of the work in its memory, and the night is paid for. It shows only in the thread_id of the event
#   thread.started, which a caller has to compare with the one it meant, and `--last` has none to compare.
# samocode: starts a new thread for each attempt and hands over by files (src/adapters/providers/codex/command.ts).
. "$(dirname "$0")/support/lib.sh"
. "$FINDINGS/support/codex.sh"

mkdir "$T/one" "$T/two"
model '[{ "text": "Done." }]'
codex_home
cd "$T/one"
codex() { # <arguments>...
  "${HOUSEHOLD[@]}" "${CODEX_ENVIRONMENT[@]}" timeout -k 5 60 \
    node "$CODEX" "${CODEX_ARGUMENTS[@]}" "$@" - >"$T/events" 2>"$T/errors"
}
thread() { from "$T/events" 'events.find(({ type }) => type === "thread.started").thread_id'; }
codex <<<'Remember the plums.'
first=$(thread)
# <folder> <arguments>...: what came of it, and whether the model got the first prompt, too
resumed() {
  local code=0 known=no which='a new thread' said
  cd "$1"
  codex resume "${@:2}" <<<'Go on.' || code=$?
  if [ "$code" != 0 ]; then
    echo "exit $code"
    return
  fi
  if [ "$(thread)" = "$first" ]; then which='the thread'; fi
  if tail -n 1 "$REQUESTS" | grep -q 'Remember the plums'; then known=yes; fi
  said=$(grep -ciE 'resum|thread|session' "$T/errors" || true)
  echo "exit 0, $which, known $known, told $said"
}
seen="last: $(resumed "$T/one" --last)"
seen+="; last elsewhere: $(resumed "$T/two" --last)"
seen+="; unknown name: $(resumed "$T/one" plums)"
seen+="; unknown id: $(resumed "$T/one" 01a20000-0000-7000-8000-000000000000)"
verdict "$seen" \
  'last: exit 0, the thread, known yes, told 0; last elsewhere: exit 0, a new thread, known no, told 0; unknown name: exit 0, a new thread, known no, told 0; unknown id: exit 1'
