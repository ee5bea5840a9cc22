import { lstatSync } from 'node:fs';
import { type CheckpointGit, type GitLimits, openReadingGit } from '../../checkpoint/raw-git.ts';
import { stdoutOf } from '../../checkpoint/stdout-of.ts';
import { pathIn, pathsOf } from '../../content/paths.ts';
import { gitEnvironment } from '../../environment.ts';
import type { StatePlace } from '../state-place.ts';

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
  return await filteredBy(gitOf(place, limits), paths);
}

async function filteredBy(
  git: CheckpointGit,
  paths: readonly string[],
): Promise<ReadonlySet<string>> {
  if (paths.length === 0) return new Set();
  const found = new Set<string>();
  for (const from of [[], ['--cached']]) {
    const args = ['check-attr', ...from, '-z', '--stdin', 'filter'];
    const fields = (await stdoutOf(git(args, listOf(paths)))).split('\0');
    for (let at = 0; at + 2 < fields.length; at += 3) {
      if (!NO_FILTER.has(fields[at + 2] ?? '')) found.add(fields[at] ?? '');
    }
  }
  return found;
}

/** Writes the files with a filter as `git checkout` does; where the filter fails, they stay as git stores them. */
export async function checkOutFiltered(place: Place, limits: GitLimits): Promise<void> {
  const { workTree, personal, runTool } = place;
  const git = gitOf(place, limits);
  const filtered = await filteredBy(git, pathsOf(await stdoutOf(git(['ls-files', '-z']))));
  const there = [...filtered].filter((path) => isThere(workTree, path));
  if (there.length === 0) return;
  const args = ['-c', 'core.hooksPath=/dev/null', '-c', 'core.fsmonitor=false'];
  await runTool('git', [...args, 'checkout-index', '--force', '-u', '-z', '--stdin'], {
    ...{ cwd: workTree, env: gitEnvironment(personal), ...limits, graceMs: 500 },
    input: Buffer.from(listOf(there), 'latin1'),
  });
}

function gitOf({ personal, ...place }: Place, limits: GitLimits): CheckpointGit {
  return openReadingGit({ ...place, environment: personal }, limits);
}

function listOf(paths: readonly string[]): string {
  return paths.map((path) => `${path}\0`).join('');
}

function isThere(workTree: string, path: string): boolean {
  return lstatSync(pathIn(workTree, path), { throwIfNoEntry: false }) !== undefined;
}
