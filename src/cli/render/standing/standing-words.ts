import type { Need } from '../../../domain/phases/rules.ts';
import { PROVIDER_DOWN } from '../../../domain/provider/limits/closed-windows.ts';
import { type CommandPlace, completeCommands } from '../../../domain/session/session-command.ts';
import type { Resting, Standing } from '../../../domain/session/standing.ts';
import { formatDuration } from '../../../domain/text/duration.ts';
import { clock } from '../stamp.ts';
import { info, warning, type Words } from '../weight.ts';
import { type Act, RESUME, RESUME_WORDS, RUN, TRY, waitWords } from './wait-words.ts';

/** The texts of a standing in each place where a person reads it; not yet made printable. */
interface StandingWords {
  /** The end of a run, or of its work where it stays (`resident`): terminal and logs. */
  readonly ended: (resident: boolean) => Words;
  /** The session after a person's act. */
  readonly line: (phase: string) => string;
  /** `why`, and the commands that help. */
  readonly why: (phase: string, now: number) => string;
  readonly acts: readonly Act[];
  /** The status line of a run that stays; the longest form first. */
  readonly live: readonly string[];
  /** A notice on the phone: what happened, and lines of ours about what helps. */
  readonly notice: readonly [string, ...string[]];
  /** The reply to an act from the phone; undefined where that depends on the run. */
  readonly reply: ((name: string) => string) | undefined;
}

/** Completes the commands of our own words. */
type Placed = (text: string, quote?: string) => string;

type Of<K extends Standing['kind']> = Extract<Standing, { kind: K }>;

/** The table: every text that is made of a standing; `place`: of the commands in it. */
export function standingWords(standing: Resting, place: CommandPlace = {}): StandingWords {
  const placed: Placed = (text, quote) => completeCommands(text, place, quote);
  switch (standing.kind) {
    case 'waiting':
      return waitingWords(standing, placed);
    case 'blocked':
      return blockedWords(standing, placed);
    case 'paused':
      return pausedWords(standing, placed);
    case 'done':
      return doneWords(standing);
    case 'failed':
      return failedWords(standing, placed);
    case 'parked':
      return parkedWords(standing);
  }
}

function waitingWords({ for: awaited, ...said }: Of<'waiting'>, placed: Placed): StandingWords {
  const { what, ends, live, acts } = waitWords(awaited, said.trouble);
  const reason = placed(said.reason, said.quote);
  const words = `waiting for ${awaited}: ${reason} → ${placed(ends)}`;
  return {
    ended: (resident) => warning(words + stays(resident)),
    line: (phase) => `in ${phase}, ${words}`,
    why: (phase) => `it waits in ${phase} for ${what}${after(reason)}`,
    acts,
    live: live.map((text) => placed(text)),
    notice: [`${reason} (waits for ${what})`],
    reply: () => `It waits for ${what}.`,
  };
}

function blockedWords(standing: Of<'blocked'>, placed: Placed): StandingWords {
  const { needs, baseline, retried } = standing;
  const reason = placed(standing.reason, standing.quote);
  const common = {
    live: liveForms('blocked', 'blocked: fix it, then samocode resume', placed),
    reply: (name: string) => `It is blocked (needs ${needs}); /resume ${name} clears that.`,
  };
  if (retried !== undefined) {
    return { ...common, ...retriedWords({ reason, needs, cure: placed(retried.cure) }) };
  }
  const resume = placed(RESUME_WORDS);
  const helps = baseline === undefined ? resume : `change its requirement, or ${resume}`;
  return {
    ...common,
    ended: (resident) =>
      warning(`blocked (needs ${needs}): ${reason} → ${helps}${stays(resident)}`),
    line: (phase) => `blocked in ${phase} (needs ${needs}): ${reason} → ${resume}`,
    why: (phase) => `it is blocked in ${phase} (needs ${needs})${after(reason)}`,
    acts: [RESUME],
    notice: [`${reason} (needs ${needs})`],
  };
}

/** A command that helps is the end of its line, so that it can be copied. */
function retriedWords({
  reason,
  needs,
  cure: fix,
}: Retried): Omit<StandingWords, 'live' | 'reply'> {
  const again = `(needs ${needs}; each run tries again): ${reason} → ${fix}`;
  const here = `(needs ${needs}; this run tries again each minute): ${reason} → ${fix}`;
  return {
    ended: (resident) => warning(`blocked ${resident ? here : again}`),
    line: (phase) => `blocked in ${phase} ${again}`,
    why: (phase) => `it is blocked in ${phase} ${again}`,
    acts: [],
    notice: [`${reason} (needs ${needs})`, fix, 'Each run tries it again.'],
  };
}

interface Retried {
  readonly reason: string;
  readonly needs: Need;
  readonly cure: string;
}

function pausedWords({ by, note }: Of<'paused'>, placed: Placed): StandingWords {
  const words = `paused by ${by}${said(note)} → ${placed('samocode resume')}`;
  return {
    ended: (resident) => warning(words + stays(resident)),
    line: (phase) => `in ${phase}, ${words}`,
    why: (phase) => `it was paused in ${phase} by ${by}${after(note ?? '')}`,
    acts: [TRY],
    live: liveForms('paused', 'paused: samocode resume', placed),
    notice: [note ?? `by ${by}`],
    reply: (name) => `It is paused until /resume ${name}.`,
  };
}

function doneWords({ summary }: Of<'done'>): StandingWords {
  return {
    ended: () => info(`done${summary === undefined ? '' : `: ${summary}`}`),
    line: () => 'done',
    why: () => 'it is done, and nothing is left to run',
    acts: [{ words: ['resume'], flags: '--phase investigation --note "…"' }, RUN],
    live: [],
    notice: [summary ?? 'done'],
    reply: () => 'It is done: nothing goes on until a person reopens it.',
  };
}

function failedWords({ reason, cure, resumeAt }: Of<'failed'>, placed: Placed): StandingWords {
  const fix = cure === undefined ? undefined : placed(cure);
  const helps = fix === undefined ? '' : ` → ${fix}`;
  const again =
    resumeAt === undefined
      ? `goes on after a changed configuration, or: ${placed('samocode resume')}`
      : `tries again from ${clock(resumeAt)}`;
  const held = (now: number): string =>
    resumeAt === undefined
      ? 'does nothing until a person has resumed it or changed the configuration'
      : `waits ${untilWords(resumeAt, now)}, one from a terminal goes at once`;
  return {
    ended: () => ({
      weight: 'error',
      text: `the provider failed: ${reason}${helps}; an unattended run ${again}`,
    }),
    line: (phase) => `the provider failed in ${phase}: ${reason}`,
    why: (phase, now) => {
      const failure = after([reason, fix].filter(Boolean).join(' → '));
      return `the provider failed for good in ${phase}${failure}; an unattended run ${held(now)}`;
    },
    acts: resumeAt === undefined ? [RESUME, RUN] : [RUN],
    live: [],
    notice: [reason, ...(fix === undefined ? [] : [fix])],
    reply: undefined,
  };
}

function parkedWords({ reason, resumeAt }: Of<'parked'>): StandingWords {
  const [what, lets] = reason.startsWith(PROVIDER_DOWN)
    ? ['it is parked', '--max-outage']
    : ["it is parked for the provider's limit", '--max-wait'];
  return {
    ended: () => warning(`parked until ${clock(resumeAt)}: ${reason}`),
    line: (phase) => `parked in ${phase} until ${clock(resumeAt)}: ${reason}`,
    why: (_phase, now) =>
      `${what} ${untilWords(resumeAt, now)}${after(reason)}; a run started then goes on, ${lets} lets one wait; a resume, --force or another login lets the next run try once now`,
    acts: [TRY, RUN],
    live: [],
    notice: [`${reason}; until ${new Date(resumeAt).toString()}`],
    reply: undefined,
  };
}

/** For the status line; the shortest names no command, which the line above has as a whole. */
function liveForms(short: string, long: string, placed: Placed): readonly string[] {
  return [placed(long), placed('needs samocode resume'), short];
}

/** When something happens, and how long that is from now. */
export function untilWords(at: number, now: number): string {
  return at <= now ? `until ${clock(at)}` : `until ${clock(at)} (in ${formatDuration(at - now)})`;
}

/** A person's note, after the act. */
export function said(note: string | undefined): string {
  return note === undefined ? '' : ` (${note})`;
}

function after(reason: string): string {
  return reason === '' ? '' : `: ${reason}`;
}

function stays(resident: boolean): string {
  return resident ? '; staying until you have' : '';
}
