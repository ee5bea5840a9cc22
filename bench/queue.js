import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { interleaved, runTask } from './measure.js';

/** @typedef {import('./table.js').Figure} Figure */
/** @typedef {import('./rig.js').Rig} Rig */

const ROUNDS = 9;
const [FEW, MANY] = [10, 10_000];

/**
 * P12: what a change and a look cost with 10,000 sessions in line, against ten.
 *
 * @param {Rig} rig
 * @returns {Promise<Figure[]>}
 */
export const queue = async (rig) => {
  const take = await builtProgram(rig, 'take', TAKE);
  const few = subject(rig, FEW, take);
  const many = subject(rig, MANY, take);
  const ms = await interleaved(ROUNDS, {
    ...{ addFew: few.add, addMany: many.add },
    ...{ listFew: few.list, listMany: many.list },
    ...{ takeFew: few.take, takeMany: many.take },
  });
  /** @type {(what: string, value: number) => Figure} */
  const figure = (what, value) => ({
    id: 'P12',
    what,
    value,
    goal: 2,
    limit: `the same at ${FEW}`,
  });
  return [
    figure(`queue add, ${MANY} in line`, ms.addMany / ms.addFew),
    figure(`queue, ${MANY} in line`, ms.listMany / ms.listFew),
    figure(`take and give back, ${MANY} in line`, ms.takeMany / ms.takeFew),
  ];
};

/**
 * @param {Rig} rig
 * @param {number} count
 * @param {string} take
 */
const subject = (rig, count, take) => {
  const state = join(rig.folder, `state-${count}`);
  const config = join(rig.folder, 'project/.samocode');
  mkdirSync(join(state, 'samocode/queue'), { recursive: true });
  const lines = Array.from({ length: count }, (_, n) => {
    const session = { config, session: `session-${n}`, priority: n % 10, holds: [], addedAt: n };
    return `${JSON.stringify({ op: 'add', id: `id-${n}`, ...session })}\n`;
  });
  writeFileSync(join(state, 'samocode/queue/journal.jsonl'), lines.join(''));
  const env = { ...rig.bare, XDG_STATE_HOME: state, CLAUDE_PATH: rig.agent };
  const took = async (/** @type {readonly string[]} */ args) =>
    (await runTask({ ...rig.node(...args), env })).tookMs;
  let round = 0;
  return {
    add: () => {
      const name = `new-${(round += 1)}`;
      return took([rig.bin, 'queue', 'add', name, '--task-file', rig.prompt, '--config', config]);
    },
    list: () => took([rig.bin, 'queue']),
    take: () => took([take, join(state, 'samocode')]),
  };
};

/** Takes the next session and gives it back: as `samocode work` does, without its run. */
const TAKE = `
  import { openQueue } from './src/cli/compose/queue/queue.ts';
  const queue = openQueue(process.argv[2]);
  const claim = await queue.claim(Date.now(), 1);
  if (!(await queue.settle(claim, { kind: 'again' }))) throw new Error('not ours');`;

/**
 * A program made of ours.
 *
 * @param {Rig} rig
 * @param {string} name
 * @param {string} contents
 */
export const builtProgram = async (rig, name, contents) => {
  const outfile = join(rig.folder, `${name}.mjs`);
  const resolveDir = new URL('..', import.meta.url).pathname;
  const banner =
    "import{createRequire}from'node:module';const require=createRequire(import.meta.url);";
  await build({
    ...{ stdin: { contents, resolveDir, loader: 'ts' }, outfile, bundle: true, format: 'esm' },
    ...{ platform: 'node', target: 'node20', logLevel: 'error', banner: { js: banner } },
  });
  return outfile;
};
