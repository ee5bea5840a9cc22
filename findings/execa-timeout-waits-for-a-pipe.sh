#!/usr/bin/env bash
# execa 9.6.1 (npm), `timeout` and `cancelSignal`, a program that leaves a background process
#
# Behaviour: a program ends at once with 0 and leaves a process that has its stdout. The result comes only when that
#   process ends, however small `timeout` is, and then tells of a failure: timedOut true with exitCode 0
#   (cancelSignal: isCanceled true). With `stdio: 'ignore'` the result comes at once.
# Why it surprises: a time limit is there to bound the wait. It bounds the life of a program that has ended already,
#   makes its success a failure, and the caller waits as long as a dev server lives that a script has left behind.
# samocode: takes the event `exit` and waits at most half a second for the output (src/adapters/process/run-tool.ts,
#   docs/adr/0016-programs-start-through-execa.md).
. "$(dirname "$0")/support/lib.sh"
packages execa@9.6.1

cat >"$MODULES/../timeout.mjs" <<'JS'
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { execa } from 'execa';
const [folder] = process.argv.slice(2);
const told = async (name, options) => {
  const gate = `${folder}/${name}`;
  execFileSync('mkfifo', [gate]);
  // The process that is left lives until a byte comes through the gate.
  const running = execa('sh', ['-c', `cat ${gate} & exit 0`], { reject: false, ...options });
  let isOver = false;
  const result = running.then((ended) => {
    isOver = true;
    return ended;
  });
  // Ten times the limit.
  for (let tries = 0; tries < 60 && !isOver; tries += 1) await new Promise((next) => setTimeout(next, 50));
  const when = isOver ? 'in time' : 'waits on';
  if (existsSync(gate)) execFileSync('sh', ['-c', 'echo go 1<>"$1"', 'sh', gate]);
  const { exitCode, failed, timedOut, isCanceled } = await result;
  return `${name}: ${when}, exit ${exitCode}, failed ${failed}, timedOut ${timedOut}, isCanceled ${isCanceled}`;
};
console.log(
  [
    await told('timeout', { timeout: 300 }),
    await told('cancelSignal', { cancelSignal: AbortSignal.timeout(300) }),
    await told('ignore', { timeout: 300, stdio: 'ignore' }),
  ].join('; '),
);
JS
verdict "$(timeout 60 node "$MODULES/../timeout.mjs" "$T")" \
  'timeout: waits on, exit 0, failed true, timedOut true, isCanceled false; cancelSignal: waits on, exit 0, failed true, timedOut false, isCanceled true; ignore: in time, exit 0, failed false, timedOut false, isCanceled false'
