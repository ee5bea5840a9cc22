import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { interleaved } from './measure.js';

/** @typedef {import('./table.js').Figure} Figure */
/** @typedef {import('./rig.js').Rig} Rig */

const SIZES = [1000, 10_000, 100_000];
const ROUNDS = 7;
const FOLDERS = 1000;

/**
 * P11: a checkpoint after one changed file, against `git status` and `git stash create`.
 *
 * @param {Rig} rig
 * @returns {Promise<Figure[]>}
 */
export const checkpoints = async (rig) => {
  const { takeCheckpoint, runTool } = await load('checkpoints', [
    'takeCheckpoint } from "./src/adapters/git/checkpoint/take.ts"',
    'runTool } from "./src/adapters/process/run-tool.ts"',
  ]);
  /** @type {Figure[]} */
  const figures = [];
  for (const size of SIZES) {
    const tree = join(rig.folder, `tree-${size}`);
    const git = makeTree(rig, tree, size);
    const work = {
      ...{ workTree: tree, commonDir: join(tree, '.git'), ownDir: `${tree}-own`, session: 'bench' },
      ...{ environment: rig.bare, runTool, ownFolders: [], now: () => new Date() },
    };
    const stop = new AbortController().signal;
    const take = async () => {
      const taken = await takeCheckpoint(
        work,
        { iteration: 1, phase: 'testing' },
        { stop, kill: stop },
      );
      if (taken.kind === 'failed') throw new Error(taken.why);
    };
    await take();
    let changes = 0;
    const change = () => {
      writeFileSync(join(tree, 'changed'), String((changes += 1)));
    };
    const ms = await interleaved(ROUNDS, {
      status: async () => {
        change();
        return await timed(() => git('status', '--porcelain', '--untracked-files=all'));
      },
      checkpoint: () => timed(take),
      stash: () => timed(() => git('stash', 'create')),
    });
    const name = size.toLocaleString('en');
    const what = `checkpoint, one of ${name} files`;
    // Of few files the start of five programs is all there is.
    const goal = size === 100_000 ? 2.5 : 6;
    figures.push(
      { id: 'P11', what, value: ms.checkpoint / ms.status, goal, limit: 'git status' },
      { id: 'P11', what, value: ms.checkpoint / ms.stash, goal: 20, limit: 'git stash create' },
    );
    rmSync(tree, { recursive: true });
  }
  return figures;
};

/** @param {() => unknown} work */
export const timed = async (work) => {
  const from = performance.now();
  await work();
  return performance.now() - from;
};

/**
 * The functions themselves: a whole run would be measured with them.
 *
 * @param {string} name
 * @param {readonly string[]} exported
 */
export const load = async (name, exported) => {
  const root = new URL('../', import.meta.url).pathname;
  const outfile = join(root, '.cache', `bench-${name}.mjs`);
  const contents = exported.map((one) => `export { ${one};\n`).join('');
  await build({
    stdin: { contents, resolveDir: root },
    ...{ bundle: true, platform: 'node', format: 'esm', packages: 'external', outfile },
  });
  return await import(pathToFileURL(outfile).href);
};

/**
 * @param {Rig} rig
 * @param {string} tree
 * @param {number} size
 */
export const makeTree = ({ bare }, tree, size) => {
  const git = (/** @type {readonly string[]} */ ...args) =>
    execFileSync('git', ['-C', tree, ...args], { env: bare, stdio: ['ignore', 'pipe', 'ignore'] });
  mkdirSync(tree);
  const folders = Array.from({ length: Math.min(FOLDERS, size) }, (_, at) => join(tree, `d${at}`));
  for (const folder of folders) mkdirSync(folder);
  for (let at = 0; at < size; at += 1) {
    writeFileSync(join(folders[at % folders.length] ?? tree, `f${at}`), `file ${at}\n`.repeat(9));
  }
  const name = ['-c', 'user.name=bench', '-c', 'user.email=bench@localhost'];
  git('init', '-q');
  git('config', 'gc.auto', '0');
  git('add', '.');
  git(...name, 'commit', '-q', '-m', 'all');
  git('repack', '-adq');
  return git;
};
