const PUSH = 'push-';

/** The name of a holder that pushes the state of a session, and starts nothing. */
export function pushHolder(id: string): string {
  return `${PUSH}${id}`;
}

/** Whether a holder only pushes: it has no run that could be stopped, and ends by itself. */
export function isPush({ run }: { readonly run: string }): boolean {
  return run.startsWith(PUSH);
}

/** Whether a run holds the session: one that a stop would end. */
export function isHeldByRun<T extends { readonly run: string }>(
  holder: T | undefined,
): holder is T {
  return holder !== undefined && !isPush(holder);
}
