#!/usr/bin/env bash
# Claude Code 2.1.332 (npm @anthropic-ai/claude-code), its memory of a project
#
# Behaviour: the memory of a project is in a folder whose name is the path with each character other than a letter or
#   digit as a dash. `shop/api`, `shop-api` and `shop.api` share one: the model gets the MEMORY.md that was
#   written for one of them in the two others, as instructions of the user. `--setting-sources user` and --agent do not
#   keep it out; `autoMemoryEnabled: false` in --settings does. `--continue` tells the folders apart.
# Why it surprises: projects that have nothing to do with each other share instructions, without a word in the
#   events, because of how their paths are spelled. Conversations lie in the same folder and are kept apart by their cwd.
# samocode: leaves the person's memory in force, as their CLAUDE.md; the path that counts is that of the main checkout.
#   CLAUDE_EXTRA_ARGS='--settings {"autoMemoryEnabled":false}' leaves it out, and is merged with samocode's own
#   settings (src/adapters/providers/claude/settings.ts).
. "$(dirname "$0")/support/lib.sh"
. "$FINDINGS/support/claude.sh"

model '[{ "text": "Done." }]'
mkdir -p "$T/shop/api" "$T/shop-api" "$T/shop.api" "$T/shop/api2"
last_request_has() { # <words>
  tail -n 1 "$REQUESTS" | grep -q "$1" && echo yes || echo no
}
asked() { # <folder> <argument…>: whether the model was given the memory
  cd "$T/$1"
  shift
  claude_code "$@" <<<'Hello.'
  last_request_has 'plums only'
}
first=$(asked shop/api)
memory=$(echo "$T"/home/claude/projects/*/memory)
echo '- plums only' >"$memory/MEMORY.md"
seen="before: $first; shop/api: $(asked shop/api), shop-api: $(asked shop-api), shop.api: $(asked shop.api), shop/api2: $(asked shop/api2)"
seen+=", --setting-sources user: $(asked shop-api --setting-sources user), off: $(asked shop-api --settings '{"autoMemoryEnabled":false}')"
cd "$T/shop/api"
claude_code <<<'A secret of shop/api.'
asked shop-api --continue >"$T/memory.txt"
verdict "$seen; its conversation: $(last_request_has 'A secret')" \
  'before: no; shop/api: yes, shop-api: yes, shop.api: yes, shop/api2: no, --setting-sources user: yes, off: no; its conversation: no'
