#!/usr/bin/env bash
# execa 9.6.1 (npm), `stdout: { file }`
#
# Behaviour: with `stdout: { file: 'log' }` the program does not write to the file: its stdout is a socket, and the
#   Node process copies it. After SIGKILL to that process the next output of the program fails (SIGPIPE), so the
#   program ends, and the file lacks it. With the descriptor of an open file the program goes on and the file has all
#   of it.
# Why it surprises: the option reads like `> log` of a shell, where the program holds the file itself. A detached
#   program that is to outlive its parent, or whose log is to tell why the parent died, dies with it or says nothing.
# samocode: gives each agent descriptors of files (src/adapters/process/child/spawn-child.ts,
#   docs/adr/0002-the-log-file-is-the-pipe.md).
. "$(dirname "$0")/support/lib.sh"
need pgrep
packages execa@9.6.1

cat >"$MODULES/../file.mjs" <<'JS'
import { openSync } from 'node:fs';
import { execa } from 'execa';
const [way, log, gate] = process.argv.slice(2);
const stdout = way === 'file' ? { file: log } : openSync(log, 'w');
const script = 'readlink /proc/$$/fd/1 | cut -d: -f1; cat "$1" >/dev/null; echo two; echo "$?" >"$1.end"';
await execa('sh', ['-c', script, 'sh', gate], { stdout, detached: true, cleanup: false });
JS
gone() { ! kill -0 "$1"; }
killed() { # <file or descriptor>
  local log=$T/$1.log parent program held text='the end is missing' after='the program ended'
  mkfifo "$T/$1"
  node "$MODULES/../file.mjs" "$1" "$log" "$T/$1" &
  parent=$!
  wait_for 30 grep -q . "$log" || cannot 'the program did not start'
  program=$(pgrep -P "$parent")
  kill -KILL "$parent"
  wait "$parent" 2>/dev/null || true
  # Opened for reading and writing, so that it does not wait for a reader.
  echo go 1<>"$T/$1"
  wait_for 30 gone "$program" || cannot 'the program did not end'
  held=$(head -n 1 "$log")
  if grep -q two "$log"; then text='all of it'; fi
  if [ -e "$T/$1.end" ]; then after='the program went on'; fi
  echo "${held/#$log/the file}, $text, $after"
}
verdict "file: $(killed file); descriptor: $(killed descriptor)" \
  'file: socket, the end is missing, the program ended; descriptor: the file, all of it, the program went on'
