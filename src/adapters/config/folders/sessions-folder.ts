import { configError } from '../config-error.ts';
import { resolveConfigPath } from '../config-path.ts';
import { readProjectFile } from '../files/raw-values.ts';
import { readFolders } from './folders.ts';

/**
 * Where the sessions of a project are, from its `.samocode` alone: who only reads needs no settings,
 * and may not be allowed to read them. The folder may not exist yet. Throws a UserError (exit code 2).
 */
export function sessionsFolder(request: {
  readonly configPath: string;
  readonly home: string;
  readonly cwd: string;
}): string {
  const context = { ...request, platform: process.platform };
  const configPath = resolveConfigPath(context);
  const project = readProjectFile(configPath);
  if (!project.isRead) throw configError(project.problems);
  const { paths, problems } = readFolders(project.values, { ...context, configPath }, ['SESSIONS']);
  // Another line of it may be why: a setting that is none, a quote that does not end.
  if (paths.SESSIONS === undefined || problems.length > 0)
    throw configError([...project.problems, ...problems]);
  return paths.SESSIONS;
}

/**
 * Where the project's repository and its worktrees are, as far as its `.samocode` says: nothing of
 * it need be there, and nothing is an error.
 */
export function workFolders(request: {
  readonly configPath: string;
  readonly home: string;
  readonly cwd: string;
}): { readonly mainRepo: string | undefined; readonly worktrees: string | undefined } {
  const context = { ...request, platform: process.platform };
  const configPath = resolveConfigPath(context);
  const { values } = readProjectFile(configPath);
  const keys = ['MAIN_REPO', 'WORKTREES'] as const;
  const { paths } = readFolders(values, { ...context, configPath }, keys);
  return { mainRepo: paths.MAIN_REPO, worktrees: paths.WORKTREES };
}
