import type { Ledger } from '../session/ledger.ts';
import { type Gap, waitReasonOf } from './waits.ts';

/** Epoch milliseconds. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
}

/** A time in which a run rested because of the provider, as its log tells it. */
export interface Rest extends Stretch {
  readonly for: 'limit' | 'outage';
}

/** How exact a stamp is. */
const STAMP_MS = 1000;

/**
 * Places the rows of a history in time, in their order: when agents worked, and the gaps without one, which never
 * overlap. A row has one time and the time that all its attempts took; the rests between them are known from `rests`.
 */
export function openAxis(rests: readonly Rest[]) {
  const gaps: Gap[] = [];
  const work: Stretch[] = [];
  let last: number | undefined;
  let first: number | undefined;
  const pushGap = (ledger: Ledger, to: number): void => {
    if (last !== undefined) gaps.push(...gapsOf(ledger, { from: last, to }, rests));
  };
  return {
    gaps,
    work,
    first: () => first,
    last: () => last,
    /** Adds a row; the ledger is that of the rows before it. Returns when its work began and ended. */
    add(ledger: Ledger, at: number, durationMs: number): Stretch {
      const end = endOf(at, durationMs, last);
      const pieces = workBefore(end, durationMs, { rests, floor: last ?? -Infinity });
      const from = pieces[0]?.from ?? end;
      pushGap(ledger, from);
      for (const [index, piece] of pieces.slice(1).entries()) {
        gaps.push(...restGaps({ from: pieces[index]?.to ?? piece.from, to: piece.from }, rests));
      }
      work.push(...pieces);
      first ??= from;
      last = Math.max(last ?? end, end);
      return { from: pieces.length === 0 ? end - durationMs : from, to: end };
    },
    /** Ends with what goes on now: an agent at work since then, or a wait. */
    end(ledger: Ledger, now: number, workingSince: number | undefined): void {
      if (last === undefined) return;
      const from = Math.max(last, Math.min(workingSince ?? now, now));
      const before = gaps.length;
      pushGap(ledger, from);
      if (from < now) work.push({ from, to: now });
      const open = gaps.length === before ? undefined : gaps.at(-1);
      if (workingSince === undefined && open !== undefined) {
        gaps[gaps.length - 1] = { ...open, to: undefined };
      }
      if (open !== undefined || from < now) last = Math.max(last, now);
    },
  };
}

/** A stamp's second is not over where it begins: iterations of less than one do not overlap. */
function endOf(at: number, durationMs: number, last: number | undefined): number {
  if (durationMs === 0 || last === undefined) return at;
  return Math.min(at + STAMP_MS - 1, Math.max(at, last + durationMs));
}

/** The work that ended then: backwards from its end, without the rests between its attempts. */
function workBefore(
  end: number,
  durationMs: number,
  { rests, floor }: { readonly rests: readonly Rest[]; readonly floor: number },
): readonly Stretch[] {
  const pieces: Stretch[] = [];
  let [to, left] = [end, durationMs];
  for (const rest of rests.toReversed()) {
    if (rest.from >= to || rest.to <= floor) continue;
    const from = Math.max(rest.to, to - left);
    if (from < to) pieces.unshift({ from, to });
    left -= Math.max(0, to - from);
    to = Math.min(to, rest.from);
    // A stamp is not exact enough to tell an attempt of a second before the rest.
    if (left <= 2 * STAMP_MS) return pieces;
  }
  const from = Math.max(floor, to - left);
  return from < to ? [{ from, to }, ...pieces] : pieces;
}

/** The gap between two rows, by the standing before it; none once the session is done. */
function gapsOf(ledger: Ledger, { from, to }: Stretch, rests: readonly Rest[]): readonly Gap[] {
  const reason = waitReasonOf(ledger);
  if (reason === undefined || to <= from) return [];
  if (reason === 'nobody') return restGaps({ from, to }, rests);
  const { standing } = ledger;
  const ends =
    (standing.kind === 'parked' || standing.kind === 'failed') && reason !== 'pause'
      ? standing.resumeAt
      : undefined;
  const until = Math.min(to, Math.max(from, ends ?? to));
  return [
    ...(until > from ? [{ for: reason, from, to: until }] : []),
    ...restGaps({ from: until, to }, rests),
  ];
}

/** A time without an agent: its rests, and the gaps between them. */
function restGaps({ from, to }: Stretch, rests: readonly Rest[]): readonly Gap[] {
  const gaps: Gap[] = [];
  let at = from;
  for (const rest of rests) {
    if (rest.to <= at || rest.from >= to) continue;
    if (rest.from > at) gaps.push({ for: 'nobody', from: at, to: rest.from });
    const begins = Math.max(at, rest.from);
    at = Math.min(rest.to, to);
    gaps.push({ for: rest.for, from: begins, to: at });
  }
  return at < to ? [...gaps, { for: 'nobody', from: at, to }] : gaps;
}
