import { cutActivity } from '../../../domain/run/activity.ts';
import type { Live, Now } from '../../../domain/run/live.ts';
import type { CommandPlace } from '../../../domain/session/session-command.ts';
import { cellWidth, cutToCells } from '../../../domain/text/cells.ts';
import { printable } from '../../../domain/text/printable.ts';
import { costWords, countWords, textsOf, tokenWords } from './live-words.ts';

/** The status line; empty where there is nothing to show. */
export interface LiveLine {
  /** Printable, of at most the cells asked for. */
  readonly text: string;
  /** A problem: a wait, or an agent that seems to hang. */
  readonly isWarning: boolean;
}

const GAP = ' · ';
/** Less of a text says nothing. */
const MIN_TEXT = 10;
/** Of an agent's words; the next is for cost and tokens. */
const FAIR_TEXT = 24;

/**
 * Position, time, activity, cost and tokens of the run. If space is short, the activity is cut
 * first, then the tokens are dropped, then the cost, then the time limit, then the activity. `place`: of the
 * commands in it.
 */
export function liveLine(
  live: Live,
  now: Now,
  { cells, place = {} }: { readonly cells: number; readonly place?: CommandPlace },
): LiveLine {
  const { phase, state } = live.doing;
  if (phase === undefined || (state === 'ending' && live.ending !== undefined)) return NONE;
  const texts = textsOf(live, now, place).map((text) => printable(text));
  const head = headOf(live, now, { texts, cells });
  const free = cells - cellWidth(head) - GAP.length;
  const extras = extrasOf(live, free - wantedBy(texts, free));
  const room = cells - cellWidth([head, ...extras].join(GAP)) - GAP.length;
  const parts = [head, fitting(texts, room), ...extras].filter((part) => part !== '');
  const isWarning =
    live.quiet?.state === 'hung' ||
    ['retrying', 'asleep', 'parked', 'waiting', 'ending'].includes(state);
  return { text: parts.join(GAP), isWarning };
}

const NONE: LiveLine = { text: '', isWarning: false };

interface Layout {
  readonly texts: readonly string[];
  readonly cells: number;
}

/**
 * Position and time: the longest form that leaves enough space for the activity, or else the
 * longest that fits. If a wait ends by itself, its end matters most; if a person ends it, the text
 * does.
 */
function headOf(live: Live, now: Now, { texts, cells }: Layout): string {
  const { phase = '', iteration, state } = live.doing;
  // Between two iterations the phase may be the next one's already.
  const hasNumber = iteration !== undefined && state !== 'looking';
  const place = hasNumber ? `${phase} ${iteration}` : phase;
  const counts = live.count === undefined ? [] : countWords(live.count, now);
  const heads = [
    ...(state === 'working' ? namedHeads(place, live.by, counts) : []),
    ...counts.map((count) => `${place}${GAP}${count}`),
    place,
  ];
  const goesOnAlone = ['retrying', 'asleep', 'parked'].includes(state);
  if (goesOnAlone) return [...heads.slice(0, -1), ...counts].find(fits(cells)) ?? '';
  const isForPerson = state === 'waiting';
  const needed = isForPerson ? cellWidth(texts.at(-1) ?? '') : MIN_TEXT;
  const wordy = (isForPerson ? heads : heads.slice(0, -1)).find(fits(cells - GAP.length - needed));
  const fallback = isForPerson ? place : heads.find(fits(cells));
  return wordy ?? cutToCells(fallback ?? place, cells);
}

/** The longest form, with the model and the effort. */
function namedHeads(
  place: string,
  by: string | undefined,
  [longest]: readonly string[],
): readonly string[] {
  return by === undefined || longest === undefined ? [] : [`${place} (${by})${GAP}${longest}`];
}

function fits(cells: number): (text: string) => boolean {
  return (text) => cellWidth(text) <= cells;
}

/** As many as `room` has place for, the most wanted first. */
function extrasOf({ spent }: Live, room: number): readonly string[] {
  const extras = [costWords(spent), tokenWords(spent.tokens)].filter((extra) => extra !== '');
  let left = room;
  return extras.filter((extra) => {
    left -= GAP.length + cellWidth(extra);
    return left >= 0;
  });
}

/** Our own text is shown whole; an agent's text gets a fair part. */
function wantedBy(texts: readonly string[], free: number): number {
  const [only = '', ...more] = texts;
  return more.length > 0 ? cellWidth(fitting(texts, free)) : Math.min(cellWidth(only), FAIR_TEXT);
}

/** The longest that fits; the shortest cut, where there is room to say something. */
function fitting(texts: readonly string[], room: number): string {
  const whole = texts.find(fits(room));
  if (whole !== undefined) return whole;
  return room >= MIN_TEXT ? cutActivity(texts.at(-1) ?? '', room) : '';
}
