import { pathsOf } from '../content/paths.ts';
import { type CheckpointPlace, type GitLimits, openReadingGit } from './raw-git.ts';
import { stdoutOf } from './stdout-of.ts';

/**
 * The files that the session's own index has since a commit: an ignored file that an agent added by force is
 * tracked, and own status does not know it.
 */
export async function forcedFiles(
  place: CheckpointPlace,
  base: string | null,
  limits: GitLimits,
): Promise<readonly string[]> {
  if (base === null) return [];
  const args = ['diff-index', '--cached', '--name-only', '--no-renames', '-z', base, '--'];
  return pathsOf(await stdoutOf(openReadingGit(place, limits)(args)));
}
