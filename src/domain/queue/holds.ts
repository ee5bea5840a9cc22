/** The name that no two running sessions may share: that of the session's folder. */
export function sessionHold(path: string): string {
  return `session ${path}`;
}

/** That of its worktree. */
export function worktreeHold(path: string): string {
  return `worktree ${path}`;
}

/** That of the branch that it owns, in a repository. */
export function branchHold(commonDir: string, branch: string): string {
  return `branch ${commonDir} ${branch}`;
}
