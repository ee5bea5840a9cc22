#!/usr/bin/env bash
# Claude Code 2.1.332 (npm @anthropic-ai/claude-code), --agent, a rule `Agent(name)` against one type of sub-agent
#
# Behaviour: the flag `--disallowedTools='Agent(helper)'` takes the type helper off the list of sub-agents in the
#   request, and the tool Agent stays. The same rule as `disallowedTools: Agent(helper)` in the file of the agent
#   that --agent names takes the whole tool away: the request has neither Agent nor a list of types.
#   `tools: Agent(other)` in that file does read the name: of these types only other is left.
# Why it surprises: one name and one syntax, two meanings; and Claude Code's own list describes that file as
#   "All tools except Agent(helper)". The agent loses its sub-agents without a warning.
# samocode: denies types by the flag, and names those that an agent may start in its `tools`
#   (src/adapters/providers/claude/command.ts, agents/).
. "$(dirname "$0")/support/lib.sh"
. "$FINDINGS/support/claude.sh"

mkdir -p "$T/work/.claude/agents"
cd "$T/work"
agent() { # <name> [<line of the frontmatter>]
  printf '%s\n' --- "name: $1" "description: Does its part." ${2+"$2"} --- '' 'Do what you are asked.' \
    >".claude/agents/$1.md"
}
agent helper
agent other
agent plain
agent denying 'disallowedTools: Agent(helper)'
agent naming 'tools: Bash, Agent(other)'

# What the first request offers: <arguments>
offered() {
  local word seen=''
  model '[{ "text": "I did it." }]'
  claude_code --dangerously-skip-permissions "$@" <<<'Do it.'
  for word in '"name":"Bash"' '"name":"Agent"' '- helper: ' '- other: '; do
    if head -n 1 "$REQUESTS" | grep -qF -- "$word"; then seen="$seen yes"; else seen="$seen no"; fi
  done
  echo "$CODE$seen, stderr $(wc -c <"$T/errors")"
}

plain=$(offered --agent plain)
described=$(head -n 1 "$T"/model.*/requests.jsonl | grep -o 'All tools except [^ ]*helper)' || echo 'another text')
flag=$(offered --agent plain --disallowedTools='Agent(helper)')
file=$(offered --agent denying)
named=$(offered --agent naming)
seen="Bash, Agent, helper, other: $plain; by the flag: $flag; by the file: $file; file with tools: $named"
verdict "$seen; described: $described" \
  'Bash, Agent, helper, other: 0 yes yes yes yes, stderr 0; by the flag: 0 yes yes no yes, stderr 0; by the file: 0 yes no no no, stderr 0; file with tools: 0 yes yes no yes, stderr 0; described: All tools except Agent(helper)'
