// `npm run test:nodes`: the whole suite under each newer Node that samocode promises, on the program
// as Node 20 built it. The Nodes are installed into .cache/nodes, only when they are missing; with
// --install that is all. With --shared each takes an equal part of the test files, so that each file runs
// under one of them; with --shared=1/6 the first sixth of them only (CI, where the whole suite under Node 20 comes first).
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { nodeOf, NODES } from './nodes.js';

const ROOT = path.resolve(import.meta.dirname, '..');

const nodes = NODES.map((version) => ({ version, node: checkedNode(version) }));
const failed = process.argv.includes('--install')
  ? []
  : nodes.filter((one, at) => !passesUnder(one.node, at)).map(({ version }) => version);
if (failed.length > 0) {
  console.error(`red under Node ${failed.join(' and ')}`);
  process.exitCode = 1;
}

/** @param {string} version */
function checkedNode(version) {
  const node = nodeOf(version);
  const found = spawnSync(node, ['--version'], { encoding: 'utf8' }).stdout.trim();
  if (found !== `v${version}`) throw new Error(`${node} says it is ${found}`);
  console.log(`node: ${found}`);
  return node;
}

/**
 * @param {string} node
 * @param {number} at its place among the Nodes
 */
function passesUnder(node, at) {
  console.log(`\n== ${path.relative(ROOT, node)}`);
  const vitest = path.join(ROOT, 'node_modules/vitest/vitest.mjs');
  // First on PATH, so that `#!/usr/bin/env node` and the tests' own programs find it too.
  const PATH = `${path.dirname(node)}${path.delimiter}${process.env['PATH'] ?? ''}`;
  const given = process.argv.slice(2);
  const args = given.flatMap((arg) =>
    arg.startsWith('--shared') ? [`--shard=${shardOf(arg, at)}`] : [arg],
  );
  const { status, signal, error } = spawnSync(node, [vitest, 'run', ...args], {
    cwd: ROOT,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, PATH },
  });
  if (error) throw error;
  if (status !== 0) console.error(`vitest: ${signal ?? `exit ${status}`}`);
  return status === 0;
}

/**
 * @param {string} arg
 * @param {number} at
 */
function shardOf(arg, at) {
  const [, nth = '1', of = '1'] = /^--shared=(\d+)\/(\d+)$/.exec(arg) ?? [];
  return `${(Number(nth) - 1) * NODES.length + at + 1}/${NODES.length * Number(of)}`;
}
