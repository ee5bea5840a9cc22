import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { nowMs } from './measure.js';

/** @typedef {import('./table.js').Figure} Figure */
/** @typedef {import('./rig.js').Rig} Rig */

const BURSTS = 40;
const BURST_LINES = 50;
const QUIET_MS = 10_000;
/** After its start a run still settles: the logger is loaded, and some eight seconds later V8 tidies up. */
const SETTLE_MS = 12_000;
const LOOK_MS = 20;

/**
 * P8: from the child's write to the live event, of the last line of each burst: the one that nothing
 * pushes on. (Of lines that only feed the eye, the newest of a slice is enough.)
 *
 * @param {Rig} rig
 * @returns {Promise<Figure[]>}
 */
export const latency = async (rig) => {
  rig.newSession('bursts', 'implementation');
  const { file, args, env, cwd } = rig.command('run', 'bursts', {
    flags: ['--once', '--json'],
    agent: [`--bench-bursts=${BURSTS}`],
  });
  const run = spawn(file, args, { env, cwd, stdio: ['ignore', 'pipe', 'ignore'] });
  /** @type {Map<number, number>} */
  const lateness = new Map();
  for await (const line of createInterface({ input: run.stdout })) {
    const [, burst, at, ns] = /"at (\d+) (\d+) (\d+)"/.exec(line) ?? [];
    if (Number(at) === BURST_LINES - 1) lateness.set(Number(burst), nowMs() - Number(ns) / 1e6);
  }
  const lost = BURSTS - lateness.size;
  const worst = lost > 0 ? Infinity : Math.max(...lateness.values());
  return [
    { id: 'P8', what: `${BURSTS} bursts of 50 lines, worst`, value: worst, goal: 50, unit: 'ms' },
  ];
};

/**
 * P9 and the second half of P10: what a run costs while its child says nothing.
 *
 * @param {Rig} rig
 * @returns {Promise<Figure[]>}
 */
export const quiet = async (rig) => {
  rig.newSession('quiet', 'implementation');
  const { file, args, env, cwd } = rig.command('run', 'quiet', {
    flags: ['--once'],
    agent: [`--bench-quiet=${SETTLE_MS + QUIET_MS + 3000}`, `--bench-stamps=${rig.stamps}`],
  });
  const run = spawn(file, args, { env, cwd, stdio: 'ignore' });
  const ended = once(run, 'exit');
  const idle = spawn(process.execPath, ['-e', 'setTimeout(() => {}, 60_000)'], {
    env: rig.bare,
    stdio: 'ignore',
  });
  while (!existsSync(rig.stamps)) await pause(LOOK_MS);
  await pause(SETTLE_MS);
  const before = costOf(run.pid ?? 0);
  await pause(QUIET_MS);
  const after = costOf(run.pid ?? 0);
  const memory = after.kb / costOf(idle.pid ?? 0).kb;
  idle.kill();
  await ended;
  return [
    {
      id: 'P9',
      what: 'quiet child, 10 s: CPU',
      value: after.cpuMs - before.cpuMs,
      goal: 10,
      unit: 'ms',
    },
    {
      id: 'P9',
      what: 'quiet child, 10 s: wake-ups',
      value: after.wakes - before.wakes,
      goal: 40,
      unit: '',
    },
    {
      id: 'P10',
      what: 'memory while waiting for a child',
      value: memory,
      goal: 1.8,
      limit: 'idle node',
    },
  ];
};

/**
 * CPU time and memory of a process, and how often its main thread was woken; Linux only.
 *
 * @param {number} pid
 */
const costOf = (pid) => {
  const read = (/** @type {string} */ name) => readFileSync(`/proc/${pid}/${name}`, 'latin1');
  const field = (/** @type {string} */ name) =>
    Number(new RegExp(`^${name}:\\s*(\\d+)`, 'm').exec(read('status'))?.[1]);
  const threads = readdirSync(`/proc/${pid}/task`);
  const ns = threads.map((thread) => Number(read(`task/${thread}/schedstat`).split(' ')[0]));
  return {
    cpuMs: ns.reduce((sum, one) => sum + one, 0) / 1e6,
    wakes: field('voluntary_ctxt_switches'),
    kb: field('VmRSS'),
  };
};

/**
 * The first half of P10: what an installation takes on the disk.
 *
 * @param {Rig} rig
 * @returns {Promise<Figure[]>}
 */
export const size = async (rig) => {
  const pack = execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
    cwd: `${rig.folder}/package`,
    env: rig.bare,
    stdio: ['ignore', 'pipe', 'ignore'],
    encoding: 'utf8',
  });
  const [{ unpackedSize }] = JSON.parse(pack);
  return [
    { id: 'P10', what: 'installed size', value: unpackedSize / 1024 ** 2, goal: 2, unit: 'MB' },
  ];
};
