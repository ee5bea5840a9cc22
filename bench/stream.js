import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { interleaved, nowMs, runTask, takeStamps } from './measure.js';

/** @typedef {import('./table.js').Figure} Figure */
/** @typedef {import('./rig.js').Rig} Rig */
/** @typedef {import('./measure.js').Task} Task */

const GB = 1024 ** 3;
const MB = 1024 ** 2;
const ROUNDS = 3;

/**
 * P6: 1 GB from a child, from its start until everything is over, in samocode and through `tee`.
 *
 * @param {Rig} rig
 * @returns {Promise<Figure[]>}
 */
export const streamed = async (rig) => {
  const { agent, folder, stamps, prompt, bare } = rig;
  const timed = async (/** @type {Task} */ task) => {
    await runTask(task);
    const endMs = nowMs();
    return endMs - (takeStamps(stamps).starts[0] ?? NaN);
  };
  const flood = [`--bench-flood=${GB}`, `--bench-stamps=${stamps}`];
  const file = join(folder, 'tee.out');
  const pipeline = `${[agent, ...flood].join(' ')} < ${prompt} | tee ${file} > /dev/null`;
  let round = 0;
  const ms = await interleaved(ROUNDS, {
    tee: async () => {
      const took = await timed({ file: '/bin/sh', args: ['-c', pipeline], env: bare, cwd: folder });
      rmSync(file);
      return took;
    },
    samocode: async () => {
      const name = `flood-${(round += 1)}`;
      rig.newSession(name, 'implementation');
      const took = await timed(rig.command('run', name, { flags: ['--once'], agent: flood }));
      rmSync(rig.session(name), { recursive: true });
      return took;
    },
  });
  const what = '1 GB streamed, events parsed';
  return [
    { id: 'P6', what, value: ms.tee / ms.samocode, goal: 1.2, atLeast: true, limit: 'child | tee' },
  ];
};

/**
 * P7: the most memory that samocode held.
 *
 * @param {Rig} rig
 * @returns {Promise<Figure[]>}
 */
export const peakMemory = async (rig) => {
  const { peak = '', folder } = rig;
  const file = join(folder, 'peak.txt');
  let round = 0;
  const peakKb = async (/** @type {string} */ what) => {
    const name = `peak-${(round += 1)}`;
    rig.newSession(name, 'implementation');
    const run = rig.command('run', name, { flags: ['--once'], agent: [what] });
    await runTask({ ...run, file: peak, args: [file, run.file, ...run.args] });
    rmSync(rig.session(name), { recursive: true });
    return Number(readFileSync(file, 'latin1'));
  };
  const kb = await interleaved(ROUNDS, {
    small: () => peakKb(`--bench-flood=${10 * MB}`),
    large: () => peakKb(`--bench-flood=${GB}`),
    line: () => peakKb(`--bench-line=${64 * MB}`),
  });
  return [
    {
      id: 'P7',
      what: 'peak memory at 1 GB',
      value: kb.large / kb.small,
      goal: 1.15,
      limit: 'at 10 MB',
    },
    {
      id: 'P7',
      what: 'peak memory, one line of 64 MB',
      value: kb.line / 1024,
      goal: 100,
      unit: 'MB',
    },
  ];
};
