#!/usr/bin/env bash
# Codex 0.171.0 (npm @openai/codex), `exec --json --dangerously-bypass-approvals-and-sandbox`
#
# Behaviour: when the model asks for `rm -rf` of a folder in the working folder, Codex does not run it. The model
#   gets one line as the tool's output: the command was rejected, as one of the style of `rm -f`. stderr has the
#   same line; the events have no item for the command, the turn completes, and the exit code is 0.
# Why it surprises: the flag's name says that nothing is asked or held back, and a command that ran has its
#   command_execution item. A program that reads the events cannot tell a refused command from none.
# samocode: the contract tells agents of the refusal (workflow.md, "Before you stop"), so that none reports its
#   scratch folder as an obstacle.
. "$(dirname "$0")/support/lib.sh"
. "$FINDINGS/support/codex.sh"

mkdir -p "$T/work/scratch"
cd "$T/work"
# What becomes of a command: <command>
asked() {
  local code=0 scratch=gone
  model '[{ "tool": "exec_command", "input": { "cmd": "'"$1"'" } }, { "text": "Done." }]'
  codex_home
  "${HOUSEHOLD[@]}" "${CODEX_ENVIRONMENT[@]}" timeout -k 5 60 node "$CODEX" "${CODEX_ARGUMENTS[@]}" \
    --dangerously-bypass-approvals-and-sandbox - <<<'Do it.' >"$T/events" 2>"$T/errors" || code=$?
  if [ -d scratch ]; then scratch=there; fi
  echo "exit $code, folder $scratch, $(from "$T/events" '
    `${events.filter(({ item }) => item?.type === "command_execution").length} events of it, ${events.at(-1).type}`')"
}
# The output of the tool in the second request, without the path of the shell.
told() {
  from "$REQUESTS" 'events[1].input.findLast(({ type }) => type === "function_call_output")
    .output.replace(/`\S+ -lc/, "`SHELL -lc")'
}

listed=$(asked 'ls scratch')
asked 'rm -rf scratch' >"$T/refused"
refused=$(cat "$T/refused")
logged=$(grep -c 'rejected: rm -f style commands' "$T/errors" || true)
verdict "ls: $listed; rm -rf: $refused, $logged line on stderr; told: $(told)" \
  'ls: exit 0, folder there, 2 events of it, turn.completed; rm -rf: exit 0, folder there, 0 events of it, turn.completed, 1 line on stderr; told: exec_command failed: CreateProcess { message: "Rejected(\"`SHELL -lc '"'rm -rf scratch'"'` rejected: rm -f style commands are not permitted. Use a safer approach\")" }'
