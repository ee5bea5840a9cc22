import { commonDirOf } from '../../../adapters/git/place/folders.ts';
import { findGitPlace } from '../../../adapters/git/place/git-place.ts';
import { writtenFolders } from '../../../adapters/git/place/written-folders.ts';
import { startOf } from '../../../adapters/git/worktree/start.ts';
import type { askGit } from '../../../adapters/machine/ask-tools.ts';
import { tryFolder } from '../../../adapters/machine/try-folder.ts';
import { type RepositoryFacts, unwritable } from '../../../domain/doctor/repository.ts';
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
  const folders = writtenFolders(commonDirOf(place.gitDir));
  return unwritable(folders.map((path) => tryFolder('MAIN_REPO', path))) ?? start;
}
