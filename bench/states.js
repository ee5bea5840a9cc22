import { execFileSync } from 'node:child_process';
import { appendFileSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { load, makeTree, timed } from './checkpoints.js';
import { interleaved } from './measure.js';

/** @typedef {import('./table.js').Figure} Figure */
/** @typedef {import('./rig.js').Rig} Rig */

const FILES = 5000;
const ROUNDS = 15;
const BOUNDARIES = 50;

/**
 * P15: the state of a session that travels. Its commit after one changed file, with the checkpoint that it builds
 * on, against `git status`; and what 50 of them add to the remote after its gc, against the new bytes.
 *
 * @param {Rig} rig
 * @returns {Promise<Figure[]>}
 */
export const states = async (rig) => {
  const { commitState, openStateTravel, runTool } = await load('states', [
    'commitState } from "./src/adapters/git/state/push/commit-state.ts"',
    'openStateTravel } from "./src/adapters/git/state/state-travel.ts"',
    'runTool } from "./src/adapters/process/run-tool.ts"',
  ]);
  const main = join(rig.folder, 'states');
  const git = makeTree(rig, main, FILES);
  const remote = `${main}.git`;
  git('init', '-q', '--bare', remote);
  git('remote', 'add', 'origin', remote);
  git('push', '-q', 'origin', 'HEAD:refs/heads/trunk');
  const workTree = `${main}-tree`;
  git('worktree', 'add', '-q', '-b', 'it', workTree);
  const sessionFolder = `${main}-session`;
  mkdirSync(join(sessionFolder, '_logs'), { recursive: true });
  const place = {
    ...{ workTree, commonDir: join(main, '.git'), ownDir: `${main}-own`, sessionFolder },
    ...{ session: 'bench', environment: rig.bare, personal: rig.bare, runTool, ownFolders: [] },
    ...{ remote: undefined, machine: 'bench', run: 'r', remoteLimitMs: 60_000 },
    now: () => new Date(),
  };
  const stop = new AbortController().signal;
  const stops = { stop, kill: stop };
  let iteration = 0;
  let written = 0;
  /**
   * One turn of an agent: changed files, a row, and the prompt.
   *
   * @param {number} files
   */
  const turn = (files) => {
    iteration += 1;
    const write = (/** @type {string} */ path, /** @type {number} */ length) => {
      writeFileSync(path, randomText(length));
      written += length;
    };
    for (let n = 0; n < files; n += 1) write(join(workTree, `d${iteration}`, `f${n}.ts`), 3000);
    write(join(sessionFolder, '_logs', `${iteration}.prompt.md`), 12_000);
    const row = `${JSON.stringify({ iteration, summary: randomText(300) })}\n`;
    appendFileSync(join(sessionFolder, '_signal_history.jsonl'), row);
    written += row.length;
  };
  const boundary = () => ({ iteration, phase: 'testing', base: undefined });
  const push = async () => {
    const { kind, why } = await openStateTravel(place).push(boundary(), stops);
    if (kind !== 'pushed') throw new Error(why);
  };
  await push();
  const status = ['-C', workTree, 'status', '--porcelain', '--untracked-files=all'];
  const ms = await interleaved(ROUNDS, {
    status: async () => {
      turn(1);
      return await timed(() => execFileSync('git', status, { env: rig.bare }));
    },
    state: () => timed(() => commitState(place, boundary(), stops)),
  });
  await push();
  const gc = () => {
    execFileSync('git', ['-C', remote, 'gc', '-q', '--prune=now'], { env: rig.bare });
    return sizeOf(join(remote, 'objects'));
  };
  const before = gc();
  written = 0;
  for (let n = 0; n < BOUNDARIES; n += 1) {
    turn(4);
    await push();
  }
  const growth = (gc() - before) / written;
  const what = `state of a session, one of ${FILES.toLocaleString('en')} files`;
  return [
    { id: 'P15', what, value: ms.state / ms.status, goal: 4, limit: 'git status' },
    {
      id: 'P15',
      what: `${BOUNDARIES} states on the remote`,
      value: growth,
      goal: 1,
      limit: 'the new bytes',
    },
  ];
};

/** Text that git cannot compress to nothing. @param {number} length */
const randomText = (length) => {
  let text = '';
  while (text.length < length) text += Math.random().toString(36).slice(2);
  return text.slice(0, length);
};

/** @param {string} folder @returns {number} */
const sizeOf = (folder) =>
  readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0);
