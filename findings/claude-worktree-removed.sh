#!/usr/bin/env bash
# Claude Code 2.1.332 (npm @anthropic-ai/claude-code) with `git worktree remove`
#
# Behaviour: when the working folder of a run is removed while it runs (here by git, as a cleanup does),
#   the next shell command is refused once. From then on every command runs in $HOME, and the run ends in
#   success, exit 0.
# Why it surprises: a relative path then means a file of the home folder. An agent that repeats its command,
#   which the refusal suggests, writes there.
# samocode: the CLI's "success" counts for nothing without a signal file, and the next attempt does not
#   start without its working folder and says so (src/adapters/process/child/spawn-child.ts).
. "$(dirname "$0")/support/lib.sh"
. "$FINDINGS/support/claude.sh"

repository "$T/main"
git -C "$T/main" worktree add -q "$T/linked" 2>/dev/null
cd "$T/linked"
model '[
  { "tool": "Bash", "input": { "command": "git -C '"$T/main"' worktree remove '"$T/linked"'" } },
  { "tool": "Bash", "input": { "command": "touch report.txt" } },
  { "tool": "Bash", "input": { "command": "touch report.txt" } },
  { "text": "The report is written." }
]'
claude_code --dangerously-skip-permissions <<<'Write the report.'

cd "$T"
place=nowhere
if [ -e "$T/home/report.txt" ]; then place=HOME; fi
verdict "exit $CODE, $(from "$T/events" '(({ subtype, is_error }) => `${subtype}, is_error ${is_error}`)(events.at(-1))'), tool errors $(from "$T/events" '
  events.filter((event) => event.type === "user").map((event) => event.message.content[0].is_error).join(" ")'), report in $place" \
  'exit 0, success, is_error false, tool errors true true false, report in HOME'
