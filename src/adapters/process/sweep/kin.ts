import type { ProcessEntry } from '../table/process-table.ts';

/** The known processes of a run besides the marked ones. */
export interface KinSeeds {
  /** Known for certain: marked, or the child itself. */
  readonly pids: ReadonlySet<number>;
  /** Seen as descendants earlier, when ancestry could still be told: pid → start time. */
  readonly remembered: ReadonlyMap<number, string>;
  /** Sessions that the run began. */
  readonly sessions: ReadonlySet<number>;
}

/** The listed processes that are seeds, descend from one, or share a session with one, to any depth. */
export const findKin = (
  entries: readonly ProcessEntry[],
  seeds: KinSeeds,
  foreignSessions: ReadonlySet<number>,
): readonly ProcessEntry[] => {
  const pids = new Set(seeds.pids);
  const sessions = new Set(seeds.sessions);
  const kin = new Set<ProcessEntry>();
  for (let before = -1; before < kin.size;) {
    before = kin.size;
    for (const entry of entries) {
      if (kin.has(entry)) continue;
      const belongs =
        pids.has(entry.pid) ||
        pids.has(entry.parentPid) ||
        sessions.has(entry.sessionId) ||
        seeds.remembered.get(entry.pid) === entry.startTime;
      if (!belongs) continue;
      kin.add(entry);
      pids.add(entry.pid);
      if (!foreignSessions.has(entry.sessionId)) sessions.add(entry.sessionId);
    }
  }
  return [...kin];
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
