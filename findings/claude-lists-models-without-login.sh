#!/usr/bin/env bash
# Claude Code 2.1.332 (npm @anthropic-ai/claude-code), `-p --input-format stream-json`
#
# Behaviour: the control request `initialize` is answered with the models that the CLI offers (name and resolved
#   name) before there is a prompt: without a login, and without any request to the API. The same
#   program with a prompt ends with "Not logged in". A model that is named with --model is added to the list
#   even if no such model exists.
# Why it surprises: a list of models seems to need the account; and a list that repeats what one asked
#   for looks like a confirmation.
# samocode: asks for the list without --model, and takes an unlisted name only after the model has answered
#   (src/adapters/providers/claude/model-query.ts, src/app/attempt/later-models.ts).
. "$(dirname "$0")/support/lib.sh"
. "$FINDINGS/support/claude.sh"

mkdir "$T/work"
cd "$T/work"
model '[]'
echo '{"type":"control_request","request_id":"1","request":{"subtype":"initialize"}}' >"$T/request"
list() { # <arguments>...
  # No login and no key.
  "${HOUSEHOLD[@]}" CLAUDE_CONFIG_DIR="$T/home/claude" ANTHROPIC_BASE_URL="$API" \
    CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC=1 DISABLE_AUTOUPDATER=1 \
    timeout -k 5 60 "$CLAUDE" -p --input-format stream-json --output-format stream-json --verbose \
    "$@" <"$T/request" >"$T/events" 2>"$T/errors" || true
  from "$T/events" '
    (({ response }) => {
      const names = response.response.models.flatMap(({ value, resolvedModel }) => [value, resolvedModel]);
      return `${names.includes("haiku") ? "haiku" : "no haiku"}, ${names.includes("no-such-model") ? "no-such-model" : "nothing else"}`;
    })(events.find(({ type }) => type === "control_response"))'
}

plain=$(list)
named=$(list --model no-such-model)
verdict "listed: $plain; with --model: $named; requests $(wc -l <"$REQUESTS")" \
  'listed: haiku, nothing else; with --model: haiku, no-such-model; requests 0'
