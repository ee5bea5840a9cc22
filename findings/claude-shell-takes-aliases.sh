#!/usr/bin/env bash
# Claude Code 2.1.332 (npm @anthropic-ai/claude-code), -p, with bash and GNU coreutils
#
# Behaviour: the shell of the tool Bash has the aliases and functions of ~/.bashrc, also with -p. Where this has
#   `alias rm='rm -i'`, as root's has on some distributions, the command `rm notes && echo removed` asks, finds
#   no input, removes nothing and ends with 0. `bash -c` with the same command removes the file.
# Why it surprises: a script sees no alias, because bash expands them in interactive shells alone. The model reads the
#   question and "removed", in a result that is no error. `mv` over an existing file does the same with such an alias.
# samocode: hit until November 2026. CLAUDE_ENV_FILE names a file that the CLI puts before each command;
#   samocode's takes the aliases of cp, ln, mv and rm away (agents/shell.sh, tests/real/aliases.test.ts).
. "$(dirname "$0")/support/lib.sh"
. "$FINDINGS/support/claude.sh"

model '[{ "tool": "Bash", "input": { "command": "rm notes && echo removed" } }, { "text": "Done." }]'
HOUSEHOLD+=(SHELL=/bin/bash)
echo "alias rm='rm -i'" >"$T/home/.bashrc"
mkdir "$T/work"
cd "$T/work"
left() { test -e notes && echo 'is there' || echo 'is gone'; }

touch notes
claude_code --dangerously-skip-permissions <<<'Remove the notes.'
said=$(from "$T/events" 'events.filter(({ type }) => type === "user").map(({ message: { content: [one] } }) => `${one.is_error ? "error" : "ok"}: ${one.content}`).join()')
with_claude="$said, notes $(left)"
touch notes
plain="$("${HOUSEHOLD[@]}" bash -c 'rm notes && echo removed'), notes $(left)"
verdict "Claude Code: $with_claude; bash -c: $plain" \
  "Claude Code: ok: rm: remove regular empty file 'notes'? removed, notes is there; bash -c: removed, notes is gone"
