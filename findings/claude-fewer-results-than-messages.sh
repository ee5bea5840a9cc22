#!/usr/bin/env bash
# Claude Code 2.1.332 (npm @anthropic-ai/claude-code), `-p --input-format stream-json`, several messages
#
# Behaviour: three user messages that come together on stdin end in two `result` events: the first message is a turn of
#   its own, the other two become one, joined by a line break. Two messages that come while a tool runs join
#   the running turn: three messages, one result. Every result is a success, exit 0.
# Why it surprises: one message in, one result out is what such a protocol suggests, and holds as long as the sender
#   waits. A client that sends ahead and counts results waits for ever for the last ones, and takes the answer to two
#   tasks for the answer to one.
# samocode: one process for each prompt (src/adapters/providers/claude/command.ts); it uses the stream for
#   its question about models alone (src/adapters/providers/claude/model-query.ts).
. "$(dirname "$0")/support/lib.sh"
. "$FINDINGS/support/claude.sh"

message() { printf '{"type":"user","message":{"role":"user","content":"Task %s."}}\n' "$1"; }
# How many results, and the tasks that each request to the model added.
seen() {
  local results tasks
  results=$(from "$T/events" 'events.filter(({ type }) => type === "result").map(({ subtype }) => subtype).join(" ")')
  tasks=$(from "$REQUESTS" 'events.map((request) => JSON.stringify(request).match(/Task [A-C]/g).join()).join("; ")')
  echo "exit $CODE, results: $results, requests: $tasks"
}
cd "$T"
model '[{ "text": "Done." }]'
{ message A && message B && message C; } >"$T/messages"
claude_code --input-format stream-json <"$T/messages"
together=$(seen)

# The tool of the first turn waits until the other messages have been sent.
mkfifo "$T/gate" "$T/input"
model '[{ "tool": "Bash", "input": { "command": "touch '"$T"'/started; cat '"$T"'/gate" } }, { "text": "Done." }]'
send() {
  exec 9>"$T/input"
  message A >&9
  wait_for 60 test -e "$T/started"
  { message B && message C; } >&9
  exec 9>&-
  # Opened for reading and writing, so that it does not wait for a reader.
  echo go 1<>"$T/gate"
}
send &
claude_code --input-format stream-json --dangerously-skip-permissions <"$T/input"
wait
verdict "together: $together; during a tool: $(seen)" \
  'together: exit 0, results: success success, requests: Task A; Task A,Task B,Task C; during a tool: exit 0, results: success, requests: Task A; Task A,Task B,Task C'
