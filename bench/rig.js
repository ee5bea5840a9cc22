import { execFileSync, spawnSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** @typedef {import('./measure.js').Task} Task */
/** @typedef {Readonly<Record<string, string>>} Env */
/** @typedef {{flags?: readonly string[], agent?: readonly string[], exitCodes?: readonly number[]}} RunOptions */

/** What ships, and so what is measured. */
const SHIPPED = [
  ...JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')).files,
  'package.json',
];

/**
 * A copy of the program, a project for it, and the little programs it is compared with, all in one
 * temporary folder.
 */
export const makeRig = () => {
  const folder = mkdtempSync(join(tmpdir(), 'samocode-bench-'));
  const at = (/** @type {string} */ name) => join(folder, name);
  const root = new URL('..', import.meta.url);
  for (const name of SHIPPED) {
    const from = new URL(name, root);
    if (existsSync(from)) cpSync(from, join(folder, 'package', name), { recursive: true });
  }
  for (const name of ['home', 'sessions', 'worktrees', 'scratch']) mkdirSync(at(name));
  const bare = { PATH: process.env['PATH'] ?? '', HOME: at('home') };
  makeProject(at('project'), bare);
  writeFileSync(at('prompt.md'), `- Session path: ${at('scratch')}\n- Phase: implementation\n`);
  const tools = compile(folder);
  return {
    folder,
    bare,
    stamps: at('stamps.txt'),
    prompt: at('prompt.md'),
    ...tools,
    ...subjects(folder, bare, tools),
  };
};

/** @typedef {ReturnType<typeof makeRig>} Rig */

/**
 * @param {string} folder
 * @param {Env} bare
 * @param {{agent: string}} tools
 */
const subjects = (folder, bare, { agent }) => {
  const bin = join(folder, 'package/dist/bin.js');
  const session = (/** @type {string} */ name) => join(folder, 'sessions', `26-01-01-${name}`);
  return {
    session,
    /** A session that stands in `phase`, as if begun by hand. */
    newSession: (/** @type {string} */ name, /** @type {string} */ phase, overview = '') => {
      mkdirSync(join(session(name), '.run'), { recursive: true });
      const status = `# ${name}\n\n## Status\nPhase: ${phase}\nIteration: 0\nBlocked: no\n`;
      writeFileSync(join(session(name), '_overview.md'), `${status}\n## Flow Log\n${overview}`);
    },
    node: (/** @type {readonly string[]} */ ...args) => task(folder, bare, args),
    /** `samocode COMMAND` for a session of ours. */
    command: (
      /** @type {string} */ name,
      /** @type {string} */ session,
      /** @type {RunOptions} */ options = {},
    ) => {
      const { flags = [], agent: agentArgs = [], exitCodes = [0] } = options;
      const args = [
        bin,
        name,
        '--config',
        join(folder, 'project/.samocode'),
        '--session',
        session,
        ...flags,
      ];
      // The agent changes nothing, and the runs are to go on.
      const own = { CLAUDE_PATH: agent, SAMOCODE_STUCK_AFTER: '0', SAMOCODE_CHECKPOINTS: 'off' };
      const env = { ...bare, ...own, CLAUDE_EXTRA_ARGS: agentArgs.join(' ') };
      return { ...task(folder, env, args), exitCodes };
    },
    bin,
  };
};

/**
 * @param {string} cwd
 * @param {Env} env
 * @param {readonly string[]} args
 * @returns {Task}
 */
const task = (cwd, env, args) => ({ file: process.execPath, args, env, cwd });

/**
 * @param {string} folder
 * @param {Env} env
 */
const makeProject = (folder, env) => {
  mkdirSync(folder);
  const git = (/** @type {string[]} */ ...args) =>
    execFileSync('git', ['-c', 'user.name=bench', '-c', 'user.email=bench@example.org', ...args], {
      cwd: folder,
      env,
      stdio: 'ignore',
    });
  git('init', '--quiet');
  git('commit', '--quiet', '--allow-empty', '-m', 'Begin');
  writeFileSync(
    join(folder, '.samocode'),
    'MAIN_REPO=.\nWORKTREES=../worktrees\nSESSIONS=../sessions\n',
  );
};

/**
 * The C programs, built now; where no compiler is, `sh` takes the place of two of them.
 *
 * @param {string} folder
 * @returns {{agent: string, loop: string, peak: string | undefined}}
 */
const compile = (folder) => {
  if (spawnSync('gcc', ['--version'], { stdio: 'ignore' }).status !== 0) {
    return { agent: script(folder, 'agent.sh'), loop: script(folder, 'loop.sh'), peak: undefined };
  }
  const built = (/** @type {string} */ name) => {
    const source = new URL(`${name}.c`, import.meta.url).pathname;
    const target = join(folder, name);
    // Static where that is possible: it halves what the start of a program costs.
    const isBuilt = [['-static'], []].some(
      (flags) => spawnSync('gcc', ['-O2', ...flags, '-o', target, source]).status === 0,
    );
    if (!isBuilt) throw new Error(`gcc cannot build ${name}.c`);
    return target;
  };
  return { agent: built('agent'), loop: built('loop'), peak: built('peak') };
};

/**
 * @param {string} folder
 * @param {string} name
 */
const script = (folder, name) => {
  const target = join(folder, name);
  cpSync(new URL(name, import.meta.url), target);
  chmodSync(target, 0o755);
  return target;
};
