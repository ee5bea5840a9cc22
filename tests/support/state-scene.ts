import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll } from 'vitest';
import type { StatePlace } from '../../src/adapters/git/state/state-place.ts';
import { openStateTravel } from '../../src/adapters/git/state/state-travel.ts';
import { runTool } from '../../src/adapters/process/run-tool.ts';
import { identitiesIn } from '../../src/adapters/process/table/identities.ts';
import { openProcessTable } from '../../src/adapters/process/table/open-process-table.ts';
import type { Boundary, StatePushed, StateTaken } from '../../src/app/ports/fleet/state-travel.ts';
import { NEVER } from '../../src/app/ports/repository.ts';
import type { CarriedMeta } from '../../src/domain/fleet/carried-state.ts';
import { git, GIT_ENVIRONMENT } from './repository.ts';
import { temporaryFolder } from './session.ts';

export const SESSION = '26-01-01-it';
export const STATE_REF = 'refs/samocode/state/26-01-01-it';

/** A machine: its home, its clone, and the places of the session there. */
export interface StateMachine {
  readonly name: string;
  readonly home: string;
  readonly clone: string;
  readonly tree: string;
  readonly folder: string;
  readonly place: StatePlace;
  readonly with: (more: Partial<StatePlace>) => StateMachine;
  readonly push: (iteration?: number) => Promise<StatePushed>;
  /** The commit; throws where the push ended otherwise. */
  readonly pushed: (iteration?: number) => Promise<string>;
  readonly take: () => Promise<StateTaken>;
  readonly write: (path: string, text: string | Uint8Array, mode?: number) => void;
}

export interface StateScene {
  readonly root: string;
  readonly remote: string;
  readonly a: StateMachine;
  readonly b: StateMachine;
  readonly machine: (name: string) => StateMachine;
  /** The commit of a ref of the remote. */
  readonly at: (ref?: string) => string | undefined;
  readonly meta: (commit: string) => CarriedMeta;
  /** A hook of the remote. */
  readonly hook: (name: string, script: string) => void;
}

export const BASE_FILES: Readonly<Record<string, string>> = {
  '.gitattributes': '* text=auto\n*.crlf text eol=crlf\n',
  '.gitignore': 'node_modules/\n*.log\n.env\n',
  'src/one.ts': 'one\n',
  'src/two.ts': 'two\n',
  'src/deep/three.ts': 'three\n',
  'run.sh': '#!/bin/sh\n',
};

let template: string | undefined;

afterAll(() => {
  if (template !== undefined) rmSync(template, { recursive: true, force: true });
});

/** A bare remote with one commit, and a clone of it. */
function makeTemplate(base: Readonly<Record<string, string>>): string {
  const root = mkdtempSync(join(tmpdir(), 'samocode-state-'));
  git(root, 'init', '-q', '--bare', '-b', 'trunk', 'remote.git');
  git(root, 'clone', '-q', 'remote.git', 'clone');
  const clone = join(root, 'clone');
  for (const [path, text] of Object.entries(base)) writeAt(clone, path, text);
  git(clone, 'checkout', '-q', '-b', 'trunk');
  git(clone, 'add', '-A');
  git(clone, 'commit', '-q', '-m', 'base');
  git(clone, 'push', '-q', '-u', 'origin', 'trunk');
  return root;
}

/** A bare remote with one commit, and a machine A on which the session has its worktree and its folder. */
export function stateScene(base = BASE_FILES): StateScene {
  const root = realpathSync(temporaryFolder());
  const remote = join(root, 'remote.git');
  const from = base === BASE_FILES ? (template ??= makeTemplate(base)) : makeTemplate(base);
  cpSync(from, root, { recursive: true });
  if (from !== template) rmSync(from, { recursive: true });
  const config = join(root, 'clone/.git/config');
  const text = readFileSync(config, 'utf8');
  writeFileSync(config, text.replace(/url = .*/, `url = ${remote}`));
  const machine = (name: string): StateMachine => makeMachine(root, name);
  const [a, b] = [machine('a'), machine('b')];
  git(a.clone, 'worktree', 'add', '-q', '-b', 'it', a.tree);
  mkdirSync(a.folder, { recursive: true });
  writeAt(a.folder, '_overview.md', '# it\n');
  writeAt(a.folder, '_signal_history.jsonl', '{"n":1}\n');
  writeAt(a.folder, '.run/state.json', '{}');
  return {
    ...{ root, remote, a, b, machine },
    at: (ref = STATE_REF) => {
      const line = git(remote, 'for-each-ref', '--format=%(objectname)', ref);
      return line === '' ? undefined : line;
    },
    meta: (commit) => JSON.parse(git(remote, 'show', `${commit}:meta.json`)) as CarriedMeta,
    hook: (name, script) => {
      writeAt(remote, `hooks/${name}`, `#!/bin/sh\n${script}\n`, 0o755);
    },
  };
}

function makeMachine(root: string, name: string): StateMachine {
  const home = join(root, name);
  const clone = join(home, 'project');
  cpSync(join(root, 'clone'), clone, { recursive: true });
  return machineOf({
    ...{ workTree: join(home, 'trees', SESSION), commonDir: join(clone, '.git') },
    ...{ ownDir: join(home, 'kept'), sessionFolder: join(home, 'sessions', SESSION) },
    ...{ environment: { ...GIT_ENVIRONMENT, HOME: home }, runTool, session: SESSION },
    ...{ personal: { ...GIT_ENVIRONMENT, HOME: home }, remote: undefined, machine: name },
    branch: 'it',
    ...{
      processes: identitiesIn(openProcessTable(process.platform)),
      run: `run-${name}`,
      remoteLimitMs: 20_000,
      ownFolders: [],
      now: () => new Date(1e12),
    },
  });
}

function machineOf(place: StatePlace): StateMachine {
  const travel = openStateTravel(place);
  const push = async (iteration = 1): Promise<StatePushed> =>
    await travel.push(boundaryAt(iteration), NEVER);
  return {
    ...{ name: place.machine, home: dirname(place.ownDir), clone: dirname(place.commonDir) },
    ...{ tree: place.workTree, folder: place.sessionFolder, place, push },
    with: (more) => machineOf({ ...place, ...more }),
    pushed: async (iteration) => {
      const pushed = await push(iteration);
      if (pushed.kind !== 'pushed') throw new Error(JSON.stringify(pushed));
      return pushed.commit;
    },
    take: async () => await travel.take(NEVER),
    write: (path, text, mode) => {
      writeAt(place.workTree, path, text, mode);
    },
  };
}

export function boundaryAt(iteration: number): Boundary {
  const base = { name: 'trunk', commit: 'c' };
  return { iteration, phase: 'implementation', base, rows: iteration };
}

export function writeAt(
  folder: string,
  path: string,
  text: string | Uint8Array,
  mode = 0o644,
): void {
  const full = join(folder, path);
  mkdirSync(dirname(full), { recursive: true });
  writeFileSync(full, text);
  chmodSync(full, mode);
}

/** Every entry but git's own: its bytes, the target of a link, the executable bit. Names as bytes. */
export function entriesOf(folder: string, at = ''): readonly string[] {
  const pathOf = (name: string): Buffer =>
    Buffer.concat([Buffer.from(`${folder}/`), Buffer.from(name, 'latin1')]);
  const names = readdirSync(pathOf(at), { encoding: 'latin1' }).map((name) => `${at}${name}`);
  return names.sort().flatMap((name) => {
    if (name === '.git') return [];
    const stat = lstatSync(pathOf(name));
    if (stat.isDirectory()) return entriesOf(folder, `${name}/`);
    if (stat.isSymbolicLink()) return [`${name} → ${readlinkSync(pathOf(name), 'latin1')}`];
    if (!stat.isFile()) return [`${name} special`];
    return [`${name} ${stat.mode & 0o100} ${readFileSync(pathOf(name), 'latin1')}`];
  });
}

/** The branch, HEAD and every difference, as git sees them. */
export function statusOf(tree: string): string {
  const args = ['--no-optional-locks', 'status', '--porcelain=v2', '--branch', '-z', '-uall'];
  const env = { ...GIT_ENVIRONMENT };
  return execFileSync('git', args, { cwd: tree, env, encoding: 'latin1' });
}
