import { usdText } from '../../../domain/provider/cost/cost-words.ts';
import type { Life } from '../../../domain/provider/silence.ts';
import { cutActivity } from '../../../domain/run/activity.ts';
import { isResting } from '../../../domain/run/event.ts';
import type { Count, Live, Now, Spent } from '../../../domain/run/live.ts';
import type { CommandPlace } from '../../../domain/session/session-command.ts';
import { cellWidth, cutToCells } from '../../../domain/text/cells.ts';
import { tokensText } from '../../../domain/text/numbers.ts';
import { printable } from '../../../domain/text/printable.ts';
import { two } from '../../../domain/text/timestamps.ts';
import { clock } from '../stamp.ts';
import { standingWords } from '../standing/standing-words.ts';

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

/** The longest first. */
function countWords(count: Count, now: Now): readonly string[] {
  switch (count.kind) {
    case 'up': {
      const elapsed = timeWords(now.monotonicMs - count.sinceMs);
      return count.limitMs === undefined
        ? [elapsed]
        : [`${elapsed}/${timeWords(count.limitMs)}`, elapsed];
    }
    case 'down': {
      const left = `in ${timeWords(count.untilMs - now.monotonicMs)}`;
      return [`next attempt ${left}`, left];
    }
    case 'until': {
      const leftMs = count.epochMs - now.epochMs;
      const left = `in ${timeWords(leftMs)}`;
      return [`goes on ${left}, at ${momentWords(count.epochMs, leftMs)}`, `goes on ${left}`, left];
    }
  }
}

/** The activity or the reason for the wait, the longest form first; untrusted. */
function textsOf(live: Live, now: Now, place: CommandPlace): readonly string[] {
  const { text, quiet } = live;
  switch (live.doing.state) {
    case 'looking':
      return ['looking what comes next', 'looking'];
    case 'working': {
      const nth = live.attempt > 1 ? `attempt ${live.attempt}` : undefined;
      if (quiet === undefined) return [joined(nth, text ?? 'the agent begins')];
      const silence = `${QUIET_WORDS[quiet.state]} ${timeWords(now.monotonicMs - quiet.sinceMs)}`;
      return [joined(nth, joined(silence, text))];
    }
    case 'setting-up':
      return [joined('setting the worktree up', text)];
    case 'proving':
      return [joined('running VERIFY', text)];
    case 'judging':
      return ['judging the agent’s result', 'judging'];
    case 'retrying':
    case 'asleep':
    case 'parked':
      return [text ?? ''];
    case 'waiting':
      return live.ending !== undefined && isResting(live.ending)
        ? standingWords(live.ending, place).live
        : [];
    case 'ending':
      return ['ending the run; Ctrl-C again ends it at once', 'ending'];
  }
}

const QUIET_WORDS: Readonly<Record<Life, string>> = {
  busy: 'busy, no event for',
  silent: 'silent for',
  hung: 'seems hung, nothing for',
};

/** As many as `room` has place for, the most wanted first. */
function extrasOf({ spent }: Live, room: number): readonly string[] {
  const extras = [costWords(spent), tokenWords(spent.tokens)].filter((extra) => extra !== '');
  let left = room;
  return extras.filter((extra) => {
    left -= GAP.length + cellWidth(extra);
    return left >= 0;
  });
}

function costWords({ costUsd, isMore }: Spent): string {
  return costUsd === 0 ? '' : `${usdText(costUsd)}${isMore ? '+' : ''}`;
}

function tokenWords(tokens: number): string {
  return tokens === 0 ? '' : `${tokensText(tokens)} tokens`;
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

function joined(head: string | undefined, tail: string | undefined): string {
  return [head, tail].filter((part) => part !== undefined).join(': ');
}

/** `4:03`, `1:04:03`. */
function timeWords(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  const tail = two(seconds % 60);
  return hours > 0 ? `${hours}:${two(minutes)}:${tail}` : `${minutes}:${tail}`;
}

const NEAR_MS = 20 * 60 * 60_000;

/** Local time to the minute, with its date when it is not near. */
function momentWords(epochMs: number, leftMs: number): string {
  return clock(epochMs).slice(leftMs < NEAR_MS ? 11 : 5, 16);
}
