import { join } from 'node:path';
import { writeHistory } from './history.js';
import { interleaved, runTask, takeStamps } from './measure.js';

/** @typedef {import('./table.js').Figure} Figure */
/** @typedef {import('./rig.js').Rig} Rig */

const ROUNDS = 6;
const TURNS = 30;
const HISTORY_ROWS = 100_000;
const OVERVIEW_BYTES = 10 * 1024 * 1024;
/** A bound of the run was reached. */
const BOUND = 7;

/**
 * P4: from the end of one child to the start of the next.
 *
 * @param {Rig} rig
 * @returns {Promise<Figure[]>}
 */
export const turnGap = async (rig) => {
  const { loop, agent, stamps, prompt, folder } = rig;
  const child = [prompt, join(folder, 'child.out'), agent, `--bench-stamps=${stamps}`];
  const gaps = async (/** @type {import('./measure.js').Task} */ task) => {
    await runTask(task);
    return takeStamps(stamps).gaps;
  };
  const spawnLoop = new URL('spawn-loop.js', import.meta.url).pathname;
  let round = 0;
  const ms = await interleaved(ROUNDS, {
    loop: () => gaps({ file: loop, args: [String(TURNS), ...child], env: rig.bare, cwd: folder }),
    spawn: () => gaps(rig.node(spawnLoop, String(TURNS), ...child)),
    samocode: async () => {
      const name = `turns-${(round += 1)}`;
      rig.newSession(name, 'implementation');
      return await gaps(manyTurns(rig, name));
    },
  });
  const what = 'turn gap, empty history';
  const bare = loop.endsWith('.sh') ? 'sh loop' : 'C loop';
  return [
    { id: 'P4', what, value: ms.samocode / ms.loop, goal: 8, limit: bare },
    { id: 'P4', what, value: ms.samocode / ms.spawn, limit: 'spawn loop' },
  ];
};

/**
 * P5: the same with much to remember.
 *
 * @param {Rig} rig
 * @returns {Promise<Figure[]>}
 */
export const turnGapWithPast = async (rig) => {
  rig.newSession('history', 'implementation');
  writeHistory(rig, 'history', { rows: HISTORY_ROWS, last: 'ready' });
  // The history is read once, here; the runs begin with the checkpoint it leaves.
  await runTask(rig.command('resume', 'history'));
  const long = '- [001 @ 01-01 10:00] a step was made -> notes.md\n';
  const flow = long.repeat(Math.ceil(OVERVIEW_BYTES / long.length));
  let round = 0;
  const fresh = async (/** @type {string} */ kind, overview = '') => {
    const name = `${kind}-${(round += 1)}`;
    rig.newSession(name, 'implementation', overview);
    await runTask(manyTurns(rig, name));
    return takeStamps(rig.stamps).gaps;
  };
  const ms = await interleaved(ROUNDS, {
    none: () => fresh('none'),
    rows: async () => {
      await runTask(rig.command('resume', 'history'));
      await runTask(manyTurns(rig, 'history'));
      return takeStamps(rig.stamps).gaps;
    },
    overview: () => fresh('overview', flow),
  });
  /** @type {(what: string, value: number, goal: number, limit: string) => Figure} */
  const figure = (what, value, goal, limit) => ({
    id: 'P5',
    what,
    value: value / ms.none,
    goal,
    limit,
  });
  return [
    figure('turn gap, 100,000 rows', ms.rows, 1.3, 'none'),
    figure('turn gap, overview of 10 MB', ms.overview, 1.5, 'of 1 KB'),
  ];
};

/**
 * @param {Rig} rig
 * @param {string} session
 */
const manyTurns = (rig, session) =>
  rig.command('run', session, {
    flags: ['--max-iterations', String(TURNS)],
    agent: [`--bench-stamps=${rig.stamps}`],
    exitCodes: [BOUND],
  });
