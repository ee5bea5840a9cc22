import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

/** @typedef {import('../rig.js').Rig} Rig */
/** @typedef {ReturnType<typeof makeMachine>} Machine */

const PATIENCE_MS = 60_000;
const LOOK_MS = 20;

/**
 * A home with a clone of the project, as in tests/support/fleet/machines.ts; the project's settings are the same for
 * all of them. Without an address it belongs to no fleet.
 *
 * @param {Rig} rig
 * @param {string} name
 * @param {string} [url]
 */
export const makeMachine = (rig, name, url) => {
  const packages = join(rig.folder, 'package/node_modules');
  if (!existsSync(packages)) symlinkSync(new URL('../../node_modules', import.meta.url), packages);
  const root = join(rig.folder, 'fleet');
  const [config, remote] = [join(root, '.samocode'), join(root, 'remote.git')];
  const home = join(root, name);
  const git = (/** @type {readonly string[]} */ ...args) =>
    execFileSync('git', args, { env: rig.bare, stdio: 'ignore' });
  if (!existsSync(root)) {
    mkdirSync(root);
    git('clone', '-q', '--bare', join(rig.folder, 'project'), remote);
    writeFileSync(config, 'MAIN_REPO=~/clone\nWORKTREES=~/trees\nSESSIONS=~/sessions\n');
  }
  for (const folder of ['sessions', 'trees', '.config/samocode'])
    mkdirSync(join(home, folder), { recursive: true });
  git('clone', '-q', remote, join(home, 'clone'));
  if (url !== undefined) {
    const settings = `SAMOCODE_FLEET=${url}\nSAMOCODE_MACHINE=${name}\n`;
    writeFileSync(join(home, '.config/samocode/.env'), settings, { mode: 0o600 });
  }
  const env = {
    ...{ ...rig.bare, HOME: home, CLAUDE_PATH: rig.agent },
    // The agent changes nothing, and its session is to go on.
    SAMOCODE_STUCK_AFTER: '0',
  };
  return {
    ...{ config, env },
    /** @param {readonly string[]} args */
    task: (...args) => ({ ...rig.node(rig.bin, ...args), env, limitMs: PATIENCE_MS }),
    /** A session as if begun by hand, in line. @param {string} session */
    begin: (session) => {
      const folder = join(home, 'sessions', `26-01-01-${session}`);
      mkdirSync(folder);
      const status = `# ${session}\n\n## Status\nPhase: implementation\nIteration: 0\nBlocked: no\n`;
      writeFileSync(join(folder, '_overview.md'), `${status}\n## Flow Log\n`);
    },
  };
};

/**
 * Plays something while `samocode work` runs there.
 *
 * @template T
 * @param {Machine} machine
 * @param {readonly string[]} agent
 * @param {() => Promise<T>} play
 */
export const whileWorking = async (machine, agent, play) => {
  const { file, args, cwd } = machine.task('work', '--min-memory', '0');
  const env = { ...machine.env, CLAUDE_EXTRA_ARGS: agent.join(' ') };
  const program = spawn(file, args, { env, cwd, stdio: ['ignore', 'ignore', 'pipe'] });
  let told = '';
  program.stderr.setEncoding('utf8').on('data', (text) => (told += text));
  const ended = once(program, 'exit');
  try {
    return await Promise.race([
      play(),
      ended.then(() => Promise.reject(new Error(`samocode work has ended:\n${told}`))),
    ]);
  } finally {
    // The second one ends the agents, too.
    program.kill('SIGTERM');
    program.kill('SIGINT');
    const late = new AbortController();
    const isOver = pause(PATIENCE_MS, false, { signal: late.signal, ref: false }).catch(() => true);
    if (!(await Promise.race([ended, isOver]))) program.kill('SIGKILL');
    late.abort();
  }
};

/**
 * @param {string} what
 * @param {() => boolean} isSo
 */
export const until = async (what, isSo) => {
  for (const end = performance.now() + PATIENCE_MS; !isSo(); await pause(LOOK_MS))
    if (performance.now() > end) throw new Error(`${what} has not come within ${PATIENCE_MS} ms`);
};
