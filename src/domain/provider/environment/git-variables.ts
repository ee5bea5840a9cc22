/**
 * Variables by which an enclosing git command (a hook, an alias, `git rebase --exec`) binds its
 * children to its own repository, index or command line. Neither git calls of samocode nor an agent
 * may get them. The first group is `git rev-parse --local-env-vars` of git 2.52 and older.
 *
 * These stay, because a person sets them for every git command: `GIT_SSH*`, `GIT_ASKPASS`, `GIT_EDITOR`,
 * names and addresses of `GIT_AUTHOR_*` and `GIT_COMMITTER_*`, `GIT_CONFIG_GLOBAL`, `GIT_CONFIG_SYSTEM`,
 * `GIT_TRACE*`, `GIT_EXEC_PATH`, `GIT_CEILING_DIRECTORIES`. `GIT_CONFIG_COUNT` with its keys and values
 * stays too, although it is in git's list: containers set `safe.directory` and credentials by it, and
 * `git -c` does not use it.
 */
export const ENCLOSING_GIT_VARIABLES: ReadonlySet<string> = new Set([
  'GIT_ALTERNATE_OBJECT_DIRECTORIES',
  'GIT_COMMON_DIR',
  'GIT_CONFIG',
  'GIT_CONFIG_PARAMETERS',
  'GIT_DIR',
  'GIT_GRAFT_FILE',
  'GIT_IMPLICIT_WORK_TREE',
  'GIT_INDEX_FILE',
  'GIT_INTERNAL_SUPER_PREFIX',
  'GIT_NO_REPLACE_OBJECTS',
  'GIT_OBJECT_DIRECTORY',
  'GIT_PREFIX',
  'GIT_REPLACE_REF_BASE',
  'GIT_SHALLOW_FILE',
  'GIT_WORK_TREE',
  // A server-side hook: refs cannot be updated while the objects of a push are in quarantine.
  'GIT_NAMESPACE',
  'GIT_QUARANTINE_PATH',
  // Options of the enclosing command: `git --literal-pathspecs`, `--attr-source`, `rebase`, `-p`.
  'GIT_ATTR_SOURCE',
  'GIT_GLOB_PATHSPECS',
  'GIT_ICASE_PATHSPECS',
  'GIT_LITERAL_PATHSPECS',
  'GIT_NOGLOB_PATHSPECS',
  'GIT_PAGER_IN_USE',
  'GIT_REFLOG_ACTION',
  // `git commit` sets the date of its own commit for its hooks; it would date each commit of a run.
  'GIT_AUTHOR_DATE',
  'GIT_COMMITTER_DATE',
]);

/** A setting of git for one command. */
export type GitSetting = readonly [name: string, value: string];

/**
 * The environment with more settings of git, after those that it has: the last one counts (git-config(1),
 * GIT_CONFIG_COUNT). As it is where its count is none, for then git itself refuses every command.
 */
export function withGitSettings(
  environment: Readonly<Record<string, string>>,
  settings: readonly GitSetting[],
): Readonly<Record<string, string>> {
  const first = Number(environment['GIT_CONFIG_COUNT'] ?? 0);
  if (!Number.isSafeInteger(first) || first < 0) return environment;
  const added = settings.flatMap(([name, value], at): readonly GitSetting[] => [
    [`GIT_CONFIG_KEY_${first + at}`, name],
    [`GIT_CONFIG_VALUE_${first + at}`, value],
  ]);
  const count = String(first + settings.length);
  return { ...environment, ...Object.fromEntries(added), GIT_CONFIG_COUNT: count };
}
