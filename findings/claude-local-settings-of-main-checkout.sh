#!/usr/bin/env bash
# Claude Code 2.1.332 (npm @anthropic-ai/claude-code) in a linked git worktree
#
# Behaviour: in a linked worktree, in a folder that has nothing to do with the main checkout, Claude Code
#   also reads .claude/settings.local.json of the main checkout. It does not read the settings.json next
#   to it.
# Why it surprises: the file is untracked and outside of the worktree, so a fresh worktree does not start
#   from the commit alone: an experiment in the main checkout reaches the agents in all worktrees.
# samocode: leaves the person's settings in force; CLAUDE_EXTRA_ARGS='--setting-sources user' leaves these
#   files out (tried with the run below; src/adapters/providers/claude/command.ts adds the arguments).
. "$(dirname "$0")/support/lib.sh"
. "$FINDINGS/support/claude.sh"

repository "$T/checkouts/main"
git -C "$T/checkouts/main" worktree add -q "$T/elsewhere/linked" 2>/dev/null
mkdir "$T/checkouts/main/.claude"
echo '{ "env": { "GREETING": "local" } }' >"$T/checkouts/main/.claude/settings.local.json"
echo '{ "env": { "FAREWELL": "shared" } }' >"$T/checkouts/main/.claude/settings.json"
cd "$T/elsewhere/linked"
model '[
  { "tool": "Bash", "input": { "command": "echo \"${GREETING-unset} ${FAREWELL-unset}\"" } },
  { "text": "Done." }
]'
claude_code --dangerously-skip-permissions <<<'Print the variables.'

verdict "worktree holds: $(ls -A); the agent's variables: $(from "$T/events" '
  events.find((event) => event.type === "user").message.content[0].content')" \
  "worktree holds: .git; the agent's variables: local unset"
