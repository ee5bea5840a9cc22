/**
 * The folders of a repository's common git folder in which git writes for a commit in a linked worktree
 * (tried with git 2.39.5). `config`, `hooks`, `info` and `packed-refs` are not in them.
 */
export const SHARED_GIT_FOLDERS = ['objects', 'refs', 'logs', 'reftable', 'lfs'] as const;
