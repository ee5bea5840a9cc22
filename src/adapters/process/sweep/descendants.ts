import type { ProcessEntry } from '../table/process-table.ts';

/** The known processes of a run besides the marked ones. */
export interface DescendantSeeds {
  /** Known for certain: marked, or the child itself. */
  readonly pids: ReadonlySet<number>;
  /** Seen as descendants earlier, when ancestry could still be told: pid → start time. */
  readonly remembered: ReadonlyMap<number, string>;
  /** Sessions that the run began. */
  readonly sessions: ReadonlySet<number>;
}

/** The listed processes that are seeds, descend from one, or share a session with one, to any depth. */
export const findDescendants = (
  entries: readonly ProcessEntry[],
  seeds: DescendantSeeds,
  foreignSessions: ReadonlySet<number>,
): readonly ProcessEntry[] => {
  const pids = new Set(seeds.pids);
  const sessions = new Set(seeds.sessions);
  const descendants = new Set<ProcessEntry>();
  for (let before = -1; before < descendants.size;) {
    before = descendants.size;
    for (const entry of entries) {
      if (descendants.has(entry)) continue;
      const belongs =
        pids.has(entry.pid) ||
        pids.has(entry.parentPid) ||
        sessions.has(entry.sessionId) ||
        seeds.remembered.get(entry.pid) === entry.startTime;
      if (!belongs) continue;
      descendants.add(entry);
      pids.add(entry.pid);
      if (!foreignSessions.has(entry.sessionId)) sessions.add(entry.sessionId);
    }
  }
  return [...descendants];
};

/** The process and all its ancestors. */
export const ancestry = (entries: readonly ProcessEntry[], pid: number): ReadonlySet<number> => {
  const parents = new Map(entries.map((entry) => [entry.pid, entry.parentPid]));
  const line = new Set<number>();
  for (let next: number | undefined = pid; next !== undefined && !line.has(next);) {
    line.add(next);
    next = parents.get(next);
  }
  return line;
};
