import { dirname, join } from 'node:path';
import { isFolder } from '../../../adapters/disk/entries.ts';
import { commonDirOf } from '../../../adapters/git/place/folders.ts';
import { findGitPlace } from '../../../adapters/git/place/git-place.ts';
import { startOf } from '../../../adapters/git/worktree/start.ts';
import type { askGit } from '../../../adapters/machine/ask-tools.ts';
import { tryFolder } from '../../../adapters/machine/try-folder.ts';
import { nearestExisting } from '../../../adapters/nearest-existing.ts';
import type { RepositoryFacts } from '../../../domain/doctor/repository.ts';
import type { Config } from '../../../domain/settings/config.ts';

/** Whether a worktree can be made: its start is there, and git can write its branch. */
export async function probeRepository(
  git: ReturnType<typeof askGit>,
  { mainRepo, base }: Pick<Config, 'mainRepo' | 'base'>,
): Promise<RepositoryFacts | undefined> {
  // A missing git is a finding of its own.
  if (!(await git(['--version'])).ok) return undefined;
  const start = await startOf(git, mainRepo, base);
  const place = findGitPlace(mainRepo);
  if (start.kind === 'refused' || place.kind !== 'work-tree') return start;
  const common = commonDirOf(place.gitDir);
  for (const folder of new Set(WRITTEN.map((name) => folderFor(common, name)))) {
    const { problem } = tryFolder('MAIN_REPO', folder);
    if (problem === undefined) continue;
    const reason = `git cannot write a worktree and its branch into ${folder}: ${problem}`;
    return { kind: 'refused', reason, cure: 'check owner, mode and mount' };
  }
  return start;
}

/** Below the common git folder: where git writes when it makes a worktree and a commit in it. */
const WRITTEN = ['worktrees', 'refs/heads', 'objects'];

/** The folder of that name, or the one in which git would make it; in a reftable `refs/heads` is a file. */
function folderFor(common: string, name: string): string {
  const there = nearestExisting(join(common, name));
  return isFolder(there) ? there : dirname(there);
}
