import {
  type CapLevel,
  type CapOf,
  capWords,
  type CostCap,
  levelOf,
  opensAt,
} from '../../domain/provider/cost/caps.ts';
import { rowTimestamp } from '../../domain/text/timestamps.ts';
import { tellOfNext } from '../rest/send-notice.ts';
import type { Loop } from '../run/loop.ts';
import type { View } from '../session/look.ts';

/** Tells people once of each limit that most of it, or all of it, is spent: one run tells of what all share. */
export async function tellCost(loop: Loop, view: View, caps: readonly CostCap[]): Promise<void> {
  for (const cap of caps) {
    const level = levelOf(cap);
    if (level === undefined) continue;
    const { of, capUsd } = cap;
    const what = `${of} ${windowOf(loop, of)} ${capUsd} ${level}`;
    if (!loop.books.spending.isFirstToTell(what)) continue;
    const text = `${levelWords(cap, level, loop.clock.now())}: ${capWords(cap)}; for each session: samocode cost --by session`;
    loop.teller.report({ kind: 'warning', text });
    await tellOfNext(loop, view, { kind: 'cost', text });
  }
}

/** Names the run, the session, the day or the month that the limit is for. */
function windowOf({ id, session, clock }: Loop, of: CapOf): string {
  const time = rowTimestamp(clock.now());
  return { run: id, session: session.store.path, day: time.slice(0, 10), month: time.slice(0, 7) }[
    of
  ];
}

function levelWords(cap: CostCap, level: CapLevel, now: Date): string {
  if (level === 80) return `most of a cost limit is spent (over ${level}%)`;
  const at = opensAt(cap, now);
  const until = at === undefined ? 'it is raised' : rowTimestamp(new Date(at)).slice(0, 16);
  return `a cost limit is reached, and no further attempt starts until ${until}`;
}
