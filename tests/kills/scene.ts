import { execFileSync } from 'node:child_process';
import {
  accessSync,
  constants,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { COMPILED, overviewOf, programArgs } from '../support/program.ts';
import { type Ended, type Hit, killerVariables, runToEnd } from './killer.ts';

const AGENT = join(import.meta.dirname, 'agent.sh');

/** What each phase's agent does, as shell for agent.sh. */
export type Agents = Readonly<Record<string, string>>;

/** A project in a folder that may be copied elsewhere: only git names its path, and `copy` tells it. */
export interface Scene {
  readonly root: string;
  readonly agents: (agents: Agents) => void;
  /** A session that stands in this phase, as if begun by hand. */
  readonly begin: (phase: string, files?: Readonly<Record<string, string>>) => void;
  readonly run: (args: readonly string[], options?: RunOptions) => Promise<Ended>;
  /** The folder of the session; undefined while there is none. */
  readonly folder: () => string | undefined;
  readonly logOf: (name: string) => string;
  readonly copy: () => Scene;
  readonly remove: () => void;
}

export interface RunOptions {
  readonly killer?: {
    readonly library: string;
    readonly hit?: Hit;
    /** Its log; of several runs the first and the second one, say. */
    readonly log?: string;
    readonly clock?: string;
  };
  readonly env?: Readonly<Record<string, string>>;
}

/** In memory where there is such a place: a test of kills needs no disk. */
export function scratch(): string {
  try {
    accessSync('/dev/shm', constants.W_OK);
    return mkdtempSync('/dev/shm/samocode-kills-');
  } catch {
    return mkdtempSync(join(tmpdir(), 'samocode-kills-'));
  }
}

export function newScene(): Scene {
  const root = scratch();
  for (const name of ['repo', 'sessions', 'worktrees', 'home', 'agent'])
    mkdirSync(join(root, name));
  const git = (...args: readonly string[]): void => {
    execFileSync('git', args, { cwd: join(root, 'repo'), stdio: 'pipe' });
  };
  git('init', '-q', '-b', 'trunk', '--template=');
  writeFileSync(join(root, 'repo/README.md'), '# project\n');
  git('add', '.');
  const who = ['-c', 'user.name=Test', '-c', 'user.email=test@localhost'];
  git(...who, '-c', 'commit.gpgsign=false', 'commit', '-q', '-m', 'Begin');
  writeFileSync(
    join(root, '.samocode'),
    'MAIN_REPO=repo\nWORKTREES=worktrees\nSESSIONS=sessions\n',
  );
  return openScene(root);
}

function openScene(root: string): Scene {
  const at = (name: string): string => join(root, name);
  return {
    root,
    agents(agents) {
      for (const [phase, text] of Object.entries(agents)) writeFileSync(at(`agent/${phase}`), text);
    },
    begin(phase, files = {}) {
      mkdirSync(at('sessions/it'));
      writeFileSync(at('sessions/it/_overview.md'), overviewOf(phase));
      for (const [name, text] of Object.entries(files))
        writeFileSync(at(`sessions/it/${name}`), text);
    },
    run(args, { killer, env } = {}) {
      const [command = 'run', ...rest] = args;
      const place = ['--config', at('.samocode'), '--session', 'it'];
      const [node, ...start] = programArgs();
      return runToEnd(node, [...start, command, ...place, ...rest], {
        cwd: root,
        env: {
          PATH: process.env['PATH'] ?? '/usr/bin:/bin',
          HOME: at('home'),
          XDG_CACHE_HOME: COMPILED,
          KILLS: at('agent'),
          CLAUDE_PATH: AGENT,
          SAMOCODE_RETRY_DELAY: '0',
          SAMOCODE_LOGIN_STEPS: '0',
          ...env,
          ...(killer === undefined
            ? {}
            : killerVariables(killer.library, {
                root,
                log: at(killer.log ?? 'steps'),
                hit: killer.hit,
                ...(killer.clock === undefined ? {} : { clock: killer.clock }),
              })),
        },
      });
    },
    folder() {
      const name = readdirSync(at('sessions')).find((one) => one === 'it' || one.endsWith('-it'));
      return name === undefined ? undefined : at(`sessions/${name}`);
    },
    logOf: (name) => at(name),
    copy() {
      const other = scratch();
      cpSync(root, other, { recursive: true });
      rewriteWorktreeLinks(root, other);
      return openScene(other);
    },
    remove() {
      rmSync(root, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/**
 * Repository and worktrees name each other by path, and those of a copy name the original. `git worktree
 * repair` is no help: in a copy it takes the original's worktrees over (git 2.39.5).
 */
function rewriteWorktreeLinks(from: string, to: string): void {
  for (const name of readdirSync(join(to, 'worktrees'))) {
    const links = [
      join(to, 'worktrees', name, '.git'),
      join(to, 'repo/.git/worktrees', name, 'gitdir'),
    ];
    for (const link of links.filter((file) => existsSync(file))) {
      writeFileSync(link, readFileSync(link, 'utf8').replace(from, to));
    }
  }
}

/** The lines of a file in the agent's folder. */
export function noted(scene: Scene, name: 'spawns' | 'signals'): readonly string[] {
  const path = join(scene.root, 'agent', name);
  if (!existsSync(path)) return [];
  return readFileSync(path, 'utf8').split('\n').filter(Boolean);
}
