import { usdText } from '../../../domain/provider/cost/cost-words.ts';
import type { Life } from '../../../domain/provider/silence.ts';
import { isResting } from '../../../domain/run/event.ts';
import type { Count, Live, Now, Spent } from '../../../domain/run/live.ts';
import type { CommandPlace } from '../../../domain/session/session-command.ts';
import { tokensText } from '../../../domain/text/numbers.ts';
import { two } from '../../../domain/text/timestamps.ts';
import { clock } from '../stamp.ts';
import { standingWords } from '../standing/standing-words.ts';

/** The longest first. */
export function countWords(count: Count, now: Now): readonly string[] {
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
export function textsOf(live: Live, now: Now, place: CommandPlace): readonly string[] {
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

export function costWords({ costUsd, isMore }: Spent): string {
  return costUsd === 0 ? '' : `${usdText(costUsd)}${isMore ? '+' : ''}`;
}

export function tokenWords(tokens: number): string {
  return tokens === 0 ? '' : `${tokensText(tokens)} tokens`;
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
