#!/usr/bin/env bash
# Claude Code 2.1.332 (npm @anthropic-ai/claude-code), --dangerously-skip-permissions, repository settings
#
# Behaviour: where a repository's .claude/settings.json sets permissions.disableBypassPermissionsMode,
#   Claude Code ignores the flag without a warning. Every write is denied, and the run still ends with a
#   `result` of subtype "success", is_error false and exit code 0; stderr is empty.
# Why it surprises: a flag that cannot have its effect usually is an error. Here only the field
#   permissionMode of the `init` event tells it ("default" in place of "bypassPermissions").
# samocode: reads permissionMode; where a tool was denied and no signal came, the run stops at once with the
#   reason and the cure (src/adapters/providers/claude/parse.ts, judge.ts).
. "$(dirname "$0")/support/lib.sh"
. "$FINDINGS/support/claude.sh"

repository "$T/repo"
cd "$T/repo"
mkdir .claude
echo '{ "permissions": { "disableBypassPermissionsMode": "disable" } }' >.claude/settings.json
model '[
  { "tool": "Write", "input": { "file_path": "'"$T"'/repo/note.txt", "content": "hello" } },
  { "text": "The note is written." }
]'
claude_code --dangerously-skip-permissions <<<'Write a note.'

written=no
if [ -e note.txt ]; then written=yes; fi
verdict "exit $CODE, stderr $(wc -c <"$T/errors") bytes, written $written, $(from "$T/events" '
  (({ permissionMode: mode }, { subtype, is_error, permission_denials }) =>
    `mode ${mode}, ${subtype}, is_error ${is_error}, denials ${permission_denials.length}`)(
    events.find((event) => event.subtype === "init"), events.findLast((event) => event.type === "result"))')" \
  'exit 0, stderr 0 bytes, written no, mode default, success, is_error false, denials 1'
