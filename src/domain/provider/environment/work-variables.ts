/** Variables that tell a program where it works; `SETUP`, `VERIFY` and agents have them. */
export const WORK_VARIABLES = [
  'SAMOCODE_WORKTREE',
  'SAMOCODE_MAIN_REPO',
  'SAMOCODE_SESSION',
  'SAMOCODE_SLOT',
] as const;

/** Their values; without a slot its variable is missing. */
export function workVariables(of: {
  readonly worktree: string;
  readonly mainRepo: string;
  /** The path of the session's folder. */
  readonly session: string;
  readonly slot: number | undefined;
}): Readonly<Record<string, string>> {
  return {
    SAMOCODE_WORKTREE: of.worktree,
    SAMOCODE_MAIN_REPO: of.mainRepo,
    SAMOCODE_SESSION: of.session,
    ...(of.slot !== undefined && { SAMOCODE_SLOT: String(of.slot) }),
  };
}

/** What `samocode work` sets for its runs alone: glibc gives memory back to the system. */
export const OF_RUNS_ALONE = {
  MALLOC_ARENA_MAX: '1',
  MALLOC_TRIM_THRESHOLD_: String(128 * 1024),
  MALLOC_MMAP_THRESHOLD_: String(16 * 1024),
} as const;
