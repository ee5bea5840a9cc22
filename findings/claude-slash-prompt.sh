#!/usr/bin/env bash
# Claude Code 2.1.332 (npm @anthropic-ai/claude-code), a prompt on stdin that begins with a slash
#
# Behaviour: a prompt whose first word is the name of a built-in command (`/clear`, `/help`) runs that
#   command, also with -p and from a pipe. The model is never asked; the run ends in success, exit 0,
#   no cost, and the rest of the sentence is dropped. A slash word that is no command goes to the model.
# Why it surprises: a task such as "/clear the build folder first" looks done, and quickly. The `result`
#   says "success", and num_turns 0 is the only trace.
# samocode: the prompt always begins with the text of workflow.md and holds the task inside
#   (src/domain/prompt/prompt.ts), so that no task of a person is the first word.
. "$(dirname "$0")/support/lib.sh"
. "$FINDINGS/support/claude.sh"

mkdir "$T/work"
cd "$T/work"
ask() { # <prompt>
  model '[{ "text": "I did it." }]'
  claude_code <<<"$1"
  echo "exit $CODE, requests $(wc -l <"$REQUESTS"), $(from "$T/events" '
    (({ subtype, num_turns, total_cost_usd }) =>
      `${subtype}, turns ${num_turns}, ${total_cost_usd === 0 ? "free" : "paid"}`)(events.at(-1))')"
}

verdict "clear: $(ask '/clear the build folder first'); other: $(ask '/build the project first')" \
  'clear: exit 0, requests 0, success, turns 0, free; other: exit 0, requests 1, success, turns 1, paid'
