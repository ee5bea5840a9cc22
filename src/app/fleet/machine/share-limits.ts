import type { Kept, LimitNames, SharedLimitNames } from '../../ports/fleet/shared-books.ts';

export interface LimitParts {
  readonly here: LimitNames;
  readonly there: SharedLimitNames;
  /** The names that this machine and the database had last. */
  readonly known: Kept<readonly string[]>;
}

/**
 * Brings the limits that one machine met to all others, and what one forgot out of all others. The rules stay those
 * of the files: a name is a fact, and is never changed.
 */
export async function shareLimits({ here, there, known }: LimitParts): Promise<void> {
  const { names: own, accounts } = here.read();
  const before = known.read() ?? [];
  const { present, gone } = await there.read();
  const hadHere = new Set(before.filter((name) => accounts.has(name.split('/')[0] ?? '')));
  const added = [...own].filter((name) => !present.has(name) && !gone.has(name));
  const removed = [...present].filter((name) => hadHere.has(name) && !own.has(name));
  if (added.length > 0 || removed.length > 0) await there.change({ added, removed });
  for (const name of present) if (!own.has(name) && !hadHere.has(name)) here.add(name);
  for (const name of own) if (gone.has(name)) here.remove(name);
  const left = new Set(removed);
  const now = [...present, ...added].filter((name) => !left.has(name)).sort();
  if (now.join('\n') !== [...before].sort().join('\n')) known.write(now);
}
