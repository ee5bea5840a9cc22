import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, rmSync } from 'node:fs';

/** @param {readonly number[]} values */
export const median = (values) => {
  const sorted = [...values].sort((one, other) => one - other);
  const middle = sorted.length >> 1;
  const [low = NaN, high = NaN] = [sorted[middle - 1], sorted[middle]];
  return sorted.length % 2 === 1 ? high : (low + high) / 2;
};

/** Epoch milliseconds, finer than `Date.now()`. */
export const nowMs = () => performance.timeOrigin + performance.now();

/**
 * @typedef {object} Task
 * @property {string} file
 * @property {readonly string[]} args
 * @property {Readonly<Record<string, string>>} env
 * @property {string} cwd
 * @property {readonly number[]} [exitCodes] Those that are right; 0 when left out.
 * @property {number} [limitMs] After it the program is killed.
 */

/**
 * Runs a program to its end, its output thrown away; throws when it ends with another exit code
 * than it should: a figure of something that failed is worse than none.
 *
 * @param {Task} task
 * @returns {Promise<{startedMs: number, tookMs: number}>}
 */
export const runTask = async ({ file, args, env, cwd, exitCodes = [0], limitMs }) => {
  const startedMs = nowMs();
  const child = spawn(file, args, {
    ...{ env, cwd, stdio: ['ignore', 'ignore', 'pipe'] },
    ...{ timeout: limitMs, killSignal: 'SIGKILL' },
  });
  const errors = collect(child.stderr);
  const [code, signal] = await once(child, 'exit');
  const tookMs = nowMs() - startedMs;
  if (!exitCodes.includes(code)) {
    throw new Error(`${file} ${args.join(' ')} ended with ${code ?? signal}:\n${await errors}`);
  }
  return { startedMs, tookMs };
};

/** @param {import('node:stream').Readable} stream */
const collect = async (stream) => {
  let text = '';
  for await (const chunk of stream) text += chunk;
  return text;
};

/**
 * Runs each subject once a round, so that what slows the machine down slows them all.
 *
 * @template {string} Name
 * @param {number} rounds
 * @param {Record<Name, () => Promise<readonly number[] | number>>} subjects
 * @returns {Promise<Record<Name, number>>} the median of each
 */
export const interleaved = async (rounds, subjects) => {
  const names = /** @type {Name[]} */ (Object.keys(subjects));
  /** @type {Map<Name, number[]>} */
  const values = new Map(names.map((name) => [name, []]));
  for (let round = 0; round < rounds; round += 1) {
    for (const name of names) values.get(name)?.push(...[await subjects[name]()].flat());
  }
  const medians = names.map((name) => [name, median(values.get(name) ?? [])]);
  return /** @type {Record<Name, number>} */ (Object.fromEntries(medians));
};

/**
 * When the children of a run lived, as they noted it; the file is removed.
 *
 * @param {string} path
 * @returns {{starts: number[], gaps: number[]}} epoch milliseconds; milliseconds from one's end to the next one's start
 */
export const takeStamps = (path) => {
  /** @type {number[]} */
  const starts = [];
  /** @type {number[]} */
  const gaps = [];
  let endMs = NaN;
  for (const line of readFileSync(path, 'latin1').trimEnd().split('\n')) {
    const ms = Number(line.slice(2)) / 1e6;
    if (line.startsWith('e')) endMs = ms;
    else {
      starts.push(ms);
      if (!Number.isNaN(endMs)) gaps.push(ms - endMs);
    }
  }
  rmSync(path);
  return { starts, gaps };
};
