import { parsePhase } from '../phases/phase.ts';
import { publishedWait } from '../run/published.ts';
import type { Ledger } from '../session/ledger.ts';
import { type RowStanding, withPause } from '../session/standing.ts';
import { takenOverStanding } from '../session/taken-over.ts';
import { isoOf } from '../text/timestamps.ts';
import type { Wait, WaitFor } from './report.ts';

/** A stretch without an agent at work; epoch milliseconds, `to` undefined while it goes on. */
export interface Gap {
  readonly for: WaitFor;
  readonly from: number;
  readonly to: number | undefined;
}

/** Less is the program's own work between two iterations, at a history's precision of seconds. */
const WAIT_FROM_MS = 5000;
/** Where nothing is told: less may as well be a backoff, or the proof of work. */
const NOBODY_FROM_MS = 5 * 60_000;

/** The reason why a session waits after its last row; undefined once it is done. */
export function waitReasonOf(ledger: Ledger): WaitFor | undefined {
  return publishedWait(withPause(standingOf(ledger), ledger.paused));
}

function standingOf(ledger: Ledger): RowStanding {
  const last = ledger.foreignLast;
  if (ledger.phase !== undefined || last === undefined) return ledger.standing;
  return takenOverStanding(last, parsePhase(last.phase ?? '') ?? 'init');
}

/** The gaps as waits: joined where one only goes on, cut at `since`, without the very short ones. */
export function waitsOf(
  gaps: readonly Gap[],
  { since, now }: { readonly since: number | undefined; readonly now: number },
): readonly Wait[] {
  const joined: Gap[] = [];
  for (const gap of gaps) {
    const last = joined.at(-1);
    const goesOn = last?.for === gap.for && last.to === gap.from;
    if (goesOn) joined[joined.length - 1] = { ...last, to: gap.to };
    else joined.push(gap);
  }
  return joined.flatMap((gap) => {
    const from = Math.max(gap.from, since ?? gap.from);
    const ms = (gap.to ?? now) - from;
    if (ms < (gap.for === 'nobody' ? NOBODY_FROM_MS : WAIT_FROM_MS)) return [];
    return { for: gap.for, startedAt: new Date(from).toISOString(), endedAt: isoOf(gap.to), ms };
  });
}
