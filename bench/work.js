import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { writeHistory } from './history.js';
import { interleaved, runTask } from './measure.js';
import { builtProgram } from './queue.js';

/** @typedef {import('./table.js').Figure} Figure */
/** @typedef {import('./rig.js').Rig} Rig */

const SESSIONS = 20;
/** Each run has settled by then: it has collected garbage, and read the list of processes for the second time. */
const SETTLE_MS = 65_000;
/** From then on it reads that list once in this time. */
const IDLE_MS = 60_000;
const LOOK_MS = 100;
const WAITING = 1000;
const ROUNDS = 9;

/**
 * P13: what 20 sessions under `samocode work` cost while their agents sleep, with `work` itself and the watchdogs:
 * memory of their own against an idle node, CPU time against a run by hand.
 *
 * @param {Rig} rig
 * @returns {Promise<Figure[]>}
 */
export const sleepers = async (rig) => {
  const agent = [`--bench-quiet=${10 * 60_000}`, `--bench-stamps=${rig.stamps}`];
  const names = Array.from({ length: SESSIONS }, (_, n) => `asleep-${n}`);
  for (const name of ['by-hand', ...names]) rig.newSession(name, 'implementation');
  const state = join(rig.folder, 'state-asleep');
  writeQueue(rig, state, names);
  const byHand = rig.command('run', 'by-hand', { flags: ['-q'], agent });
  const args = [rig.bin, 'work', '--slots', String(SESSIONS), '--min-memory', '0'];
  // Side by side, because a look for signs of life reads the list of all processes.
  const cost = await costsAsleep(rig, SESSIONS + 1, {
    idle: rig.node('-e', 'setTimeout(() => {}, 2 ** 30)'),
    byHand,
    work: { ...byHand, args, env: { ...byHand.env, XDG_STATE_HOME: state } },
  });
  return [
    {
      id: 'P13',
      what: `${SESSIONS} sessions asleep: own memory of each`,
      value: cost.work.kb / SESSIONS / cost.idle.kb,
      goal: 2,
      limit: 'idle node',
    },
    {
      id: 'P13',
      what: `${SESSIONS} sessions asleep: CPU of all`,
      value: cost.work.cpuMs / cost.byHand.cpuMs,
      goal: 10,
      limit: 'a run by hand',
    },
  ];
};

/**
 * Starts programs, waits until so many agents sleep, and measures each with all that it started but the agents.
 *
 * @template {string} Name
 * @param {Rig} rig
 * @param {number} agents
 * @param {Record<Name, import('./measure.js').Task>} tasks
 * @returns {Promise<Record<Name, {cpuMs: number, kb: number}>>}
 */
const costsAsleep = async (rig, agents, tasks) => {
  rmSync(rig.stamps, { force: true });
  writeFileSync(rig.stamps, '');
  const names = /** @type {Name[]} */ (Object.keys(tasks));
  const programs = names.map((name) => {
    const { file, args, env, cwd } = tasks[name];
    return spawn(file, args, { env, cwd, stdio: 'ignore' });
  });
  const ended = programs.map((program) => once(program, 'exit'));
  while (readFileSync(rig.stamps, 'latin1').split('\n').length <= agents) {
    const early = programs.find(({ exitCode }) => exitCode !== null);
    if (early !== undefined) throw new Error(`${early.spawnargs.join(' ')} ended too early`);
    await pause(LOOK_MS);
  }
  await pause(SETTLE_MS);
  const families = programs.map(({ pid = 0 }) => familyOf(pid));
  const before = families.map((pids) => sum(pids.map(cpuMsOf)));
  await pause(IDLE_MS);
  const costs = families.map((pids, at) => ({
    cpuMs: sum(pids.map(cpuMsOf)) - (before[at] ?? NaN),
    kb: sum(pids.map(ownKbOf)),
  }));
  for (const program of programs) {
    // The second one ends the agents, too.
    program.kill('SIGTERM');
    program.kill('SIGINT');
  }
  await Promise.all(ended);
  const byName = Object.fromEntries(names.map((name, at) => [name, costs[at]]));
  return /** @type {Record<Name, {cpuMs: number, kb: number}>} */ (byName);
};

/** @param {readonly number[]} values */
const sum = (values) => values.reduce((total, value) => total + value, 0);

/**
 * A process and its descendants, without the agents.
 *
 * @param {number} root
 */
const familyOf = (root) => {
  const parents = new Map(
    readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .flatMap((pid) => {
        const [, name, parent] = /^\d+ \((.*)\) \S (\d+)/.exec(statOf(pid)) ?? [];
        return name === undefined || name === 'agent' ? [] : [[Number(pid), Number(parent)]];
      }),
  );
  const family = [root];
  for (const pid of family) {
    for (const [child, parent] of parents) if (parent === pid) family.push(child);
  }
  return family;
};

/** @param {string} pid */
const statOf = (pid) => {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'latin1');
  } catch {
    return '';
  }
};

/** @param {number} pid */
const cpuMsOf = (pid) =>
  sum(
    readdirSync(`/proc/${pid}/task`).map((thread) =>
      Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'latin1').split(' ')[0]),
    ),
  ) / 1e6;

/** @param {number} pid */
const ownKbOf = (pid) =>
  Number(/^Private_Dirty:\s*(\d+)/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'latin1'))?.[1]);

/**
 * P14: one look of `samocode work` at 1,000 sessions that wait, against one run that finds out that its session waits.
 *
 * @param {Rig} rig
 * @returns {Promise<Figure[]>}
 */
export const lookAtWaiting = async (rig) => {
  rig.newSession('tick', 'planning');
  writeHistory(rig, 'tick', { rows: 1, last: 'waiting' });
  const names = Array.from({ length: WAITING }, (_, n) => `waits-${n}`);
  for (const name of names) rig.newSession(name, 'planning');
  const state = join(rig.folder, 'state-waiting');
  writeQueue(rig, state, names);
  const look = await builtProgram(rig, 'look', LOOK);
  const [out, folder] = [join(rig.folder, 'look.txt'), join(rig.folder, 'sessions')];
  const ms = await interleaved(ROUNDS, {
    tick: async () => (await runTask(rig.command('run', 'tick', { exitCodes: [3] }))).tookMs,
    look: async () => {
      await runTask(rig.node(look, join(state, 'samocode'), folder, out));
      return Number(readFileSync(out, 'utf8'));
    },
  });
  const what = `work: one look at ${WAITING} that wait`;
  return [{ id: 'P14', what, value: ms.look / ms.tick, goal: 3, limit: 'a waiting run' }];
};

/**
 * @param {Rig} rig
 * @param {string} state
 * @param {readonly string[]} names
 */
const writeQueue = (rig, state, names) => {
  const config = join(rig.folder, 'project/.samocode');
  mkdirSync(join(state, 'samocode/queue'), { recursive: true });
  const lines = names.map((session, n) => {
    const place = { config, session, priority: 5, holds: [], addedAt: n };
    return `${JSON.stringify({ op: 'add', id: `id-${n}`, ...place })}\n`;
  });
  writeFileSync(join(state, 'samocode/queue/journal.jsonl'), lines.join(''));
};

/** As `samocode work` looks once a minute: all wait, none has changed, and the time of it is written down. */
const LOOK = `
  import { writeFileSync } from 'node:fs';
  import { openQueue } from './src/cli/compose/queue/queue.ts';
  import { sessionWatch } from './src/adapters/session/fingerprints/waiting.ts';
  import { openWaits } from './src/app/work/waits.ts';
  const [, , stateDir, sessions, out] = process.argv;
  const view = await openQueue(stateDir).list(Date.now());
  const path = ({ session }) => sessions + '/26-01-01-' + session;
  const ends = {
    read: (id) => {
      const one = view.queued.find((each) => each.id === id);
      const at = { config: one.config, path: path(one) };
      return { kind: 'waits', until: null, why: '', path: at.path, seen: sessionWatch.seenIn(at) };
    },
  };
  const asWaiting = ({ queued }) =>
    queued.map((one) => ({ ...one, state: { kind: 'waits', until: null, why: '' } }));
  const waits = openWaits(ends, sessionWatch, () => undefined);
  waits.follow(asWaiting(view));
  waits.changed(1);
  const before = performance.now();
  waits.follow(asWaiting(await openQueue(stateDir).list(Date.now())));
  if (waits.changed(120_000).length > 0) throw new Error('a session has changed');
  writeFileSync(out, String(performance.now() - before));
  waits[Symbol.dispose]();`;
