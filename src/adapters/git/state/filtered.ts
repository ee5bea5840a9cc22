import { lstatSync } from 'node:fs';
import type { GitLimits } from '../checkpoint/raw-git.ts';
import { stdoutOf } from '../checkpoint/stdout-of.ts';
import { gitEnvironment } from '../environment.ts';
import { readingTool } from '../reading.ts';
import type { StatePlace } from './state-place.ts';

const LIMIT_BYTES = 64 * 1024 * 1024;
/** The values of an attribute that name no filter. */
const NO_FILTER = new Set(['unspecified', 'unset', 'set']);

type Place = Pick<StatePlace, 'workTree' | 'personal' | 'runTool'>;

/**
 * The paths whose bytes git changes by a program of the person, such as git-crypt: as the attributes in the worktree
 * tell, or those in its index. Paths in latin1.
 */
export async function filteredPaths(
  place: Place,
  paths: readonly string[],
  limits: GitLimits,
): Promise<ReadonlySet<string>> {
  if (paths.length === 0) return new Set();
  const input = listOf(paths);
  const found = new Set<string>();
  for (const from of [[], ['--cached']]) {
    const args = ['check-attr', ...from, '-z', '--stdin', 'filter'];
    const fields = (await readIn(place, args, limits, input)).split('\0');
    for (let at = 0; at + 2 < fields.length; at += 3) {
      if (!NO_FILTER.has(fields[at + 2] ?? '')) found.add(fields[at] ?? '');
    }
  }
  return found;
}

/** Writes the files with a filter as `git checkout` does; where the filter fails, they stay as git stores them. */
export async function checkOutFiltered(place: Place, limits: GitLimits): Promise<void> {
  const { workTree, personal, runTool } = place;
  const tracked = (await readIn(place, ['ls-files', '-z'], limits)).split('\0');
  const filtered = await filteredPaths(
    place,
    tracked.filter((path) => path !== ''),
    limits,
  );
  const there = [...filtered].filter((path) => isThere(workTree, path));
  if (there.length === 0) return;
  const args = ['-c', 'core.hooksPath=/dev/null', '-c', 'core.fsmonitor=false'];
  await runTool('git', [...args, 'checkout-index', '--force', '-u', '-z', '--stdin'], {
    ...{ cwd: workTree, env: gitEnvironment(personal), ...limits, graceMs: 500 },
    input: listOf(there),
  });
}

async function readIn(
  { workTree, personal, runTool }: Place,
  args: readonly string[],
  limits: GitLimits,
  input?: Uint8Array,
): Promise<string> {
  return await stdoutOf(
    readingTool(runTool)('git', args, {
      ...{ cwd: workTree, env: gitEnvironment(personal), ...limits, graceMs: 0 },
      ...{ encoding: 'latin1', limitBytes: LIMIT_BYTES },
      ...(input !== undefined && { input }),
    }),
  );
}

function listOf(paths: readonly string[]): Uint8Array {
  return Buffer.from(paths.map((path) => `${path}\0`).join(''), 'latin1');
}

function isThere(workTree: string, path: string): boolean {
  const full = Buffer.concat([Buffer.from(`${workTree}/`), Buffer.from(path, 'latin1')]);
  return lstatSync(full, { throwIfNoEntry: false }) !== undefined;
}
