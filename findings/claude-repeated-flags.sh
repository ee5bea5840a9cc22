#!/usr/bin/env bash
# Claude Code 2.1.332 (npm @anthropic-ai/claude-code), flags that are given twice
#
# Behaviour: `--disallowedTools` twice takes away the tools of both. `--append-system-prompt-file` twice and
#   `--settings` twice keep the last file or object alone; the first is dropped without a word, and not merged.
#   `--append-system-prompt` and `--append-system-prompt-file` together are both used.
# Why it surprises: the names say "append" and "additional settings", and the flag for tools does add up; a
#   wrapper that passes its own flag before those of a person loses it without an error.
# samocode: refuses the prompt's flag in CLAUDE_EXTRA_ARGS, and passes one settings object with both
#   (src/domain/settings/argument-values.ts, src/adapters/providers/claude/settings.ts).
. "$(dirname "$0")/support/lib.sh"
. "$FINDINGS/support/claude.sh"

mkdir "$T/work"
cd "$T/work"
echo 'Text of the first file.' >first.md
echo 'Text of the second file.' >second.md

# What the first request has: <words to look for> -- <arguments>
asked() {
  local words=()
  while [ "$1" != -- ]; do
    words+=("$1")
    shift
  done
  shift
  model '[{ "text": "I did it." }]'
  claude_code --dangerously-skip-permissions "$@" <<<'Do it.'
  local word seen=''
  for word in "${words[@]}"; do
    if head -n 1 "$REQUESTS" | grep -qF "$word"; then seen="$seen yes"; else seen="$seen no"; fi
  done
  echo "$CODE$seen"
}

files=$(asked 'Text of the first file' 'Text of the second file' -- \
  --append-system-prompt-file first.md --append-system-prompt-file second.md)
both=$(asked 'Text of the first file' 'Inline text' -- \
  --append-system-prompt-file first.md --append-system-prompt 'Inline text.')
settings=$(asked 'Co-Authored-By' -- --settings '{"attribution":{"commit":"","pr":""}}')
twice=$(asked 'Co-Authored-By' -- --settings '{"attribution":{"commit":"","pr":""}}' --settings '{"env":{}}')
tools=$(asked '"name":"Bash"' '"name":"Edit"' '"name":"Write"' -- --disallowedTools=Bash --disallowedTools=Edit)
verdict "files: $files; file and text: $both; settings: $settings, twice: $twice; tools: $tools" \
  'files: 0 no yes; file and text: 0 yes yes; settings: 0 no, twice: 0 yes; tools: 0 no no yes'
