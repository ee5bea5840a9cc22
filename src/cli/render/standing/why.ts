import type { Holder } from '../../../app/ports/session/lease.ts';
import type { Examined } from '../../../app/reading/examine.ts';
import type { SessionStatus } from '../../../app/reading/session-status.ts';
import { restingOf } from '../../../app/reading/state-fields.ts';
import { statusOf } from '../../../app/reading/status.ts';
import {
  CAP_SETTINGS,
  capWords,
  type CostCap,
  opensAt,
} from '../../../domain/provider/cost/caps.ts';
import { PROVIDER_DOWN } from '../../../domain/provider/limits/closed-windows.ts';
import { sessionCommand } from '../../../domain/session/session-command.ts';
import { isForPerson } from '../../../domain/session/standing.ts';
import { formatDuration } from '../../../domain/text/duration.ts';
import { holderName } from '../holder.ts';
import { clock } from '../stamp.ts';
import { standingWords, untilWords } from './standing-words.ts';
import { type Act, FORCE, RUN, TRY } from './wait-words.ts';

/** `why --json`, version 1: fields are only ever added (docs/json.md). */
export interface SessionWhy {
  readonly v: 1;
  readonly session: string;
  readonly path: string;
  readonly state: SessionStatus['state'];
  /** One sentence: why it is not running, or who runs it. */
  readonly why: string;
  /** What would make it run, in this order; none where it goes on by itself. */
  readonly commands: readonly string[];
}

/** Input of the text besides the examined session. */
export interface Asked {
  readonly session: string;
  readonly path: string;
  /** As given; undefined: the commands find it by themselves. */
  readonly config: string | undefined;
  /** Epoch milliseconds. */
  readonly now: number;
  /** The last line a run said of the session. */
  readonly lastWords: string | undefined;
}

/** Why a session is not running, and what would make it run. Content is not yet made printable. */
export function whyOf(examined: Examined, asked: Asked): SessionWhy {
  const { session, path, config } = asked;
  const status = statusOf(examined, { session, path });
  const { why, acts } = wordsFor(examined, status, asked);
  const commands = acts.map((act) => sessionCommand({ config, session }, act));
  return { v: 1, session, path, state: status.state, why, commands };
}

interface Said {
  readonly why: string;
  readonly acts: readonly Act[];
}

function wordsFor(examined: Examined, status: SessionStatus, asked: Asked): Said {
  const { now, lastWords } = asked;
  const { holder } = examined;
  const resting = restingOf(examined);
  if (status.state === 'parked' && holder !== undefined) return asleep(holder, status, now);
  if (resting === undefined) {
    const { cap } = examined;
    if (cap !== undefined) return { why: cappedWords(cap, now), acts: [lifted(cap)] };
    if (status.state === 'idle') return { why: idleWords(examined, lastWords), acts: [RUN] };
    return { why: runningWords(examined, now), acts: holder?.isVisible === false ? [FORCE] : [] };
  }
  const { why, acts } = standingWords(resting, asked);
  const said = { why: why(status.phase, now), acts };
  if (!isForPerson(resting.kind)) return said;
  return opened(said, examined);
}

/** A run that stays for the person goes on by itself; else it has to be started again. */
function opened({ why, acts }: Said, { holder, now }: Examined): Said {
  if (holder === undefined) return { why, acts: [...acts, RUN] };
  const who = holderName(holder, now);
  if (!holder.isVisible) return { why: `${why} (held by ${who})`, acts: [...acts, FORCE] };
  return { why: `${why} (pid ${holder.process.pid} stays and goes on after that)`, acts };
}

function runningWords({ holder, view }: Examined, now: number): string {
  const { mark } = view.state;
  const who = holder === undefined ? 'a run' : holderName(holder, now);
  const [is, verb] = holder?.isVisible === false ? ['it is held', 'was'] : ['it is running', 'is'];
  if (mark === undefined || holder?.run !== mark.run) {
    return `${is}: ${who} ${verb} at ${view.phase}, ${sinceWords(holder?.since, now)}`;
  }
  const attempt = mark.attempt > 1 ? `, attempt ${mark.attempt}` : '';
  return `${is}: ${who} ${verb} at ${mark.phase}, iteration ${mark.iteration}${attempt}, ${sinceWords(mark.startedAt, now)}`;
}

function sinceWords(iso: string | undefined, now: number): string {
  const at = Date.parse(iso ?? '');
  return Number.isNaN(at)
    ? 'since an unrecorded time'
    : `since ${clock(at)} (${formatDuration(now - at)})`;
}

function asleep(holder: Holder, { resumeAt, reason }: SessionStatus, now: number): Said {
  const until = resumeAt === null ? 'until its reset' : untilWords(Date.parse(resumeAt), now);
  const why = reason === null || reason === '' ? '' : `: ${reason}`;
  const isDown = reason?.startsWith(PROVIDER_DOWN) === true;
  const sleeps = `it ${isDown ? 'rests' : "sleeps for the provider's limit"} ${until}${why}`;
  if (!holder.isVisible) {
    return { why: `${sleeps} (held by ${holderName(holder, now)})`, acts: [FORCE] };
  }
  const pid = `pid ${holder.process.pid}`;
  return {
    why: `${sleeps}; ${pid} goes on by itself, a resume makes it try once now`,
    acts: [TRY],
  };
}

function cappedWords(cap: CostCap, now: number): string {
  const at = opensAt(cap, new Date(now));
  const until = at === undefined ? '' : ` ${untilWords(at, now)}`;
  return `no run is active, and the next one starts no attempt${until}: ${capWords(cap)}; for each session: samocode cost --by session`;
}

/** A run whose limit is twice the cost so far. */
function lifted({ of, spentUsd }: CostCap): Act {
  return { env: `${CAP_SETTINGS[of]}=${Math.ceil(2 * spentUsd)}` };
}

function idleWords({ view, admitted, left }: Examined, lastWords: string | undefined): string {
  const { phase, state, answersByHand } = view;
  const { mark } = state;
  if (left !== undefined && mark !== undefined) {
    const takes =
      left === 'signal'
        ? 'the next run records the signal it left'
        : 'the next run starts it again';
    return `no run is active: the last one died in ${mark.phase}, iteration ${mark.iteration}; ${takes}`;
  }
  if (answersByHand !== undefined) {
    return 'no run is active: the answers are in _qa.md, and the next run takes them';
  }
  if (admitted.kind === 'ready' && admitted.because === 'files-changed') {
    return `no run is active: the session's files have changed since it stopped in ${phase}, so the next run goes on`;
  }
  if (view.reconciled.kind === 'override') {
    return `no run is active: the phase was set to ${phase} by hand, and the next run follows`;
  }
  // A person has answered what it said.
  const { inputs, resumed, rows } = view.ledger;
  const isAnswered = inputs.length > 0 || resumed === rows;
  const said = lastWords === undefined || isAnswered ? '' : `; last run: ${lastWords}`;
  return `no run is active, and nothing blocks the next one in ${phase}${said}`;
}
