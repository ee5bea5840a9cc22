import { rmSync } from 'node:fs';
import { writeHistory } from './history.js';
import { interleaved, runTask, takeStamps } from './measure.js';

/** @typedef {import('./table.js').Figure} Figure */
/** @typedef {import('./rig.js').Rig} Rig */

const ROUNDS = 15;
const LIMIT = 'node -e 0';

/**
 * P1, P2: what a start costs that spawns nothing.
 *
 * @param {Rig} rig
 * @returns {Promise<Figure[]>}
 */
export const startUp = async (rig) => {
  rig.newSession('waiting', 'planning');
  writeHistory(rig, 'waiting', { rows: 1, last: 'waiting' });
  rig.newSession('long', 'planning');
  writeHistory(rig, 'long', { rows: 10_000, last: 'waiting' });
  const took = (/** @type {import('./measure.js').Task} */ task) => async () =>
    (await runTask(task)).tookMs;
  const unread = async () => {
    rmSync(`${rig.session('long')}/.run/checkpoint.json`, { force: true });
    return await took(rig.command('status', 'long'))();
  };
  // Reading commands write nothing: a run leaves the checkpoint.
  const read = async () => {
    await runTask(rig.command('run', 'long', { exitCodes: [3] }));
    return await took(rig.command('status', 'long'))();
  };
  const ms = await interleaved(ROUNDS, {
    limit: took(rig.node('-e', '0')),
    help: took(rig.node(rig.bin, '--help')),
    version: took(rig.node(rig.bin, '--version')),
    status: took(rig.command('status', 'waiting')),
    waiting: took(rig.command('run', 'waiting', { exitCodes: [3] })),
    unread,
    long: read,
    why: took(rig.command('why', 'long')),
    list: took(rig.node(rig.bin, 'list', '--config', `${rig.folder}/project/.samocode`)),
  });
  /** @type {(id: string, what: string, value: number, goal: number) => Figure} */
  const figure = (id, what, value, goal) => ({
    id,
    what,
    value: value / ms.limit,
    goal,
    limit: LIMIT,
  });
  return [
    figure('P1', '--help', ms.help, 1.5),
    figure('P1', '--version', ms.version, 1.5),
    figure('P2', 'status', ms.status, 3),
    figure('P2', 'run that may not spawn (waiting)', ms.waiting, 3),
    figure('P2', 'status, 10,000 rows, checkpoint', ms.long, 3),
    figure('P2', 'status, 10,000 rows, none', ms.unread, 3),
    figure('P2', 'why, 10,000 rows', ms.why, 3),
    figure('P2', 'list', ms.list, 3),
  ];
};

/**
 * P3: from the start of samocode to the start of its first child: of a session that goes on, and of a new one,
 * for which git makes the worktree and signs on trial, and the CLI is asked for its login.
 *
 * @param {Rig} rig
 * @returns {Promise<Figure[]>}
 */
export const firstChild = async (rig) => {
  let round = 0;
  const once = async (/** @type {string} */ name) => {
    const agent = [`--bench-stamps=${rig.stamps}`];
    const { startedMs } = await runTask(rig.command('run', name, { flags: ['--once'], agent }));
    return (takeStamps(rig.stamps).starts[0] ?? NaN) - startedMs;
  };
  rig.newSession('begun', 'implementation');
  await once('begun');
  const ms = await interleaved(ROUNDS, {
    limit: async () => (await runTask(rig.node('-e', '0'))).tookMs,
    begun: async () => await once('begun'),
    fresh: async () => {
      const name = `first-${(round += 1)}`;
      rig.newSession(name, 'implementation');
      return await once(name);
    },
  });
  const what = 'start → first child';
  return [
    { id: 'P3', what, value: ms.begun / ms.limit, goal: 3.3, limit: LIMIT },
    { id: 'P3', what: `${what}, new session`, value: ms.fresh / ms.limit, limit: LIMIT },
  ];
};
