import type { Queued, QueuedNow } from '../../domain/queue/queued.ts';
import type { RunEnd, RunEnds, SessionWatch } from '../ports/queue/work.ts';

/** File systems without inotify tell nothing: all are looked at that often. */
const LOOK_MS = 60_000;

interface Waiting {
  readonly queued: Queued;
  readonly end: RunEnd | undefined;
  readonly watch: Disposable;
  mayHaveChanged: boolean;
}

/** The sessions of the queue that wait, watched for a person's act. */
export interface Waits extends Disposable {
  /** Watches those that wait now, and no others. */
  follow(queued: readonly QueuedNow[]): void;
  /** Those whose files have changed since their run's last look. */
  changed(now: number): readonly Queued[];
}

export function openWaits(ends: RunEnds, files: SessionWatch, onChange: () => void): Waits {
  const waiting = new Map<string, Waiting>();
  let lookedAt = 0;
  const add = (queued: Queued): void => {
    const end = ends.read(queued.id);
    const session = { config: queued.config, path: end?.path };
    const one: Waiting = {
      queued,
      end,
      // Since its run a person may have acted.
      mayHaveChanged: true,
      watch: files.watch(session, () => {
        one.mayHaveChanged = true;
        onChange();
      }),
    };
    waiting.set(queued.id, one);
    onChange();
  };
  const drop = (id: string): void => {
    waiting.get(id)?.watch[Symbol.dispose]();
    waiting.delete(id);
  };
  return {
    follow: (queued) => {
      const now = new Map(
        queued.flatMap((one) => (one.state.kind === 'waits' ? [[one.id, one]] : [])),
      );
      for (const id of waiting.keys()) if (!now.has(id)) drop(id);
      for (const one of now.values()) if (!waiting.has(one.id)) add(one);
    },
    changed: (now) => {
      const isTime = now - lookedAt >= LOOK_MS || now < lookedAt;
      if (isTime) lookedAt = now;
      const found: Queued[] = [];
      for (const one of waiting.values()) {
        if (!isTime && !one.mayHaveChanged) continue;
        one.mayHaveChanged = false;
        if (hasChanged(one, files)) found.push(one.queued);
      }
      for (const { id } of found) drop(id);
      return found;
    },
    [Symbol.dispose]: () => {
      for (const id of [...waiting.keys()]) drop(id);
    },
  };
}

function hasChanged({ queued, end }: Waiting, files: SessionWatch): boolean {
  if (end?.seen === undefined) return false;
  const seen = files.seenIn({ config: queued.config, path: end.path });
  // A run of a session whose folder is gone would be refused: it is in line again when the folder is back.
  return seen !== '' && seen !== end.seen;
}
