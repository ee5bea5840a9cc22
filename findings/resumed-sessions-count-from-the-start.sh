#!/usr/bin/env bash
# Codex 0.171.0 (npm @openai/codex), `exec resume`; Claude Code 2.1.332 (npm @anthropic-ai/claude-code), --resume
#
# Behaviour: a session is resumed, and each of its three turns costs the same. Codex's event turn.completed has the
#   tokens of the whole thread, and Claude Code's `total_cost_usd` the dollars of the whole session: 1, 2 and 3 times
#   those of the first turn. `usage` in the same `result` of Claude Code counts the turn alone.
# Why it surprises: each process prints one total at its end, and an event of a turn seems to count that turn. A
#   budget that adds up what the processes print has twice the cost after three turns, and five times the cost after
#   nine.
# samocode: begins a new session for each attempt, so that totals can be added
#   (src/adapters/providers/codex/command.ts, src/adapters/providers/claude/command.ts).
. "$(dirname "$0")/support/lib.sh"
. "$FINDINGS/support/claude.sh"
. "$FINDINGS/support/codex.sh"

mkdir "$T/work"
cd "$T/work"
model '[{ "text": "Done." }]'
codex_home
codex() { # <arguments>...
  "${HOUSEHOLD[@]}" "${CODEX_ENVIRONMENT[@]}" timeout -k 5 60 \
    node "$CODEX" "${CODEX_ARGUMENTS[@]}" "$@" - <<<'Go on.' >"$T/events" 2>"$T/errors"
  from "$T/events" 'events.at(-1).usage.input_tokens'
}
tokens=$(codex)
thread=$(from "$T/events" 'events.find(({ type }) => type === "thread.started").thread_id')
tokens+=" $(codex resume "$thread") $(codex resume "$thread")"

claude() { # <arguments>...: dollars and tokens
  claude_code "$@" <<<'Go on.'
  from "$T/events" '(({ total_cost_usd, usage }) => `${total_cost_usd} ${usage.output_tokens}`)(events.findLast(({ type }) => type === "result"))'
}
id=11111111-2222-4333-8444-555555555555
{ claude --session-id $id && claude --resume $id && claude --resume $id; } >"$T/totals"
costs=$(node -e '
  const [first, ...others] = require("node:fs").readFileSync(process.argv[1], "utf8").trim().split("\n").map((line) => line.split(" "));
  const times = [first, ...others].map(([cost]) => (cost / first[0]).toFixed(1));
  console.log(`${times.join(" ")} times the first, tokens ${[first, ...others].map(([, tokens]) => tokens).join(" ")}`);
' "$T/totals")
verdict "Codex: $tokens; Claude Code: $costs" 'Codex: 100 200 300; Claude Code: 1.0 2.0 3.0 times the first, tokens 10 10 10'
