import { gitEnvironment } from '../environment.ts';
import { readingTool } from '../reading.ts';
import type { CheckpointPlace, GitLimits } from './raw-git.ts';
import { stdoutOf } from './stdout-of.ts';

/**
 * The files that the session's own index has since a commit: an ignored file that an agent added by force is
 * tracked, and own status does not know it.
 */
export async function forcedFiles(
  { workTree, environment, runTool }: CheckpointPlace,
  base: string | null,
  limits: GitLimits,
): Promise<readonly string[]> {
  if (base === null) return [];
  const read = readingTool(runTool);
  const args = ['diff-index', '--cached', '--name-only', '--no-renames', '-z', base, '--'];
  const listed = await stdoutOf(
    read('git', args, {
      ...{ cwd: workTree, env: gitEnvironment(environment), ...limits, graceMs: 0 },
      ...{ encoding: 'latin1', limitBytes: 64 * 1024 * 1024 },
    }),
  );
  return listed.split('\0').filter((path) => path !== '');
}
