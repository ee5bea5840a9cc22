#!/usr/bin/env bash
# Claude Code 2.1.332 (npm @anthropic-ai/claude-code), --json-schema; Codex 0.171.0 (npm @openai/codex), --output-schema
#
# Behaviour: the model answers with plain text in spite of the schema. Claude Code reminds it once, and ends with a
#   `result` of subtype "success", is_error false and exit code 0 that lacks the key structured_output. Codex passes
#   the schema on, does not compare the answer with it, writes the text to the file of -o, and exits with 0. Whether
#   the schema is kept is up to the API, and here it is a scripted one.
# Why it surprises: a schema on the command line reads like a promise about the output, and an answer without it
#   like a failure of the run. A script that checks the exit code alone goes on with `undefined`, or parses a sentence
#   as JSON.
# samocode: has agents write their signal to a file and checks it itself (src/adapters/session/signal-file.ts).
. "$(dirname "$0")/support/lib.sh"
. "$FINDINGS/support/claude.sh"
. "$FINDINGS/support/codex.sh"

mkdir "$T/work"
cd "$T/work"
schema='{"type":"object","properties":{"count":{"type":"integer"}},"required":["count"],"additionalProperties":false}'
model '[{ "text": "There are three of them." }]'
claude_code --json-schema "$schema" <<<'Count the files.'
claude="exit $CODE, $(from "$T/events" '
  (({ subtype, is_error, structured_output }) => `${subtype}, is_error ${is_error}, structured_output ${structured_output}`)(
    events.findLast(({ type }) => type === "result"))'), requests $(wc -l <"$REQUESTS")"

model '[{ "text": "There are three of them." }]'
codex_home
echo "$schema" >"$T/schema.json"
code=0
"${HOUSEHOLD[@]}" "${CODEX_ENVIRONMENT[@]}" timeout -k 5 60 node "$CODEX" "${CODEX_ARGUMENTS[@]}" \
  --output-schema "$T/schema.json" -o "$T/answer" - <<<'Count the files.' >"$T/events" 2>"$T/errors" || code=$?
sent=$(from "$REQUESTS" 'events[0].text?.format?.type ?? "no schema"')
codex="exit $code, $(from "$T/events" 'events.at(-1).type'), sent $sent, requests $(wc -l <"$REQUESTS"), answer: $(cat "$T/answer")"
verdict "Claude Code: $claude; Codex: $codex" \
  'Claude Code: exit 0, success, is_error false, structured_output undefined, requests 2; Codex: exit 0, turn.completed, sent json_schema, requests 1, answer: There are three of them.'
