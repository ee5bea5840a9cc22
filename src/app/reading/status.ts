import type { SteerKind } from '../../domain/people/steer.ts';
import type { Phase } from '../../domain/phases/phase.ts';
import type { Need, WaitReason } from '../../domain/phases/rules.ts';
import { capWords, type CostCap, opensAt } from '../../domain/provider/cost/caps.ts';
import {
  type Closure,
  closureWords,
  PROVIDER_DOWN,
} from '../../domain/provider/limits/closed-windows.ts';
import {
  type GateTrouble,
  isRetried,
  type Pause,
  type Resting,
} from '../../domain/session/standing.ts';
import { isoOf } from '../../domain/text/timestamps.ts';
import type { Holder, SleepReason } from '../ports/session/lease.ts';
import type { SessionReader } from '../ports/session/store.ts';
import { examine, type Examined } from './examine.ts';

/** The fields that `status --json` and `list --json` share, version 1: fields are only ever added (docs/json.md). */
export interface SessionStatus {
  readonly v: 1;
  readonly session: string;
  readonly path: string;
  readonly phase: Phase;
  /** A session that is `ready` is `running` or `idle`. */
  readonly state: Resting['kind'] | 'running' | 'idle';
  readonly awaiting: WaitReason | null;
  readonly reason: string | null;
  readonly needs: Need | null;
  /** While blocked: each run tries again by itself, without `resume`. */
  readonly retried: boolean;
  /** The running number of the last iteration recorded. */
  readonly iteration: number;
  /** The iteration that is in progress; null: none is. */
  readonly running: {
    readonly iteration: number;
    readonly attempt: number;
    /** ISO 8601: when this attempt began. */
    readonly startedAt: string;
  } | null;
  /** Messages of people that no run has read yet. */
  readonly pending: readonly {
    readonly kind: SteerKind;
    readonly by: string;
    readonly note: string | null;
  }[];
  readonly holder: {
    readonly run: string;
    readonly pid: number;
    readonly host: string;
    readonly since: string;
    /** ISO 8601: when its loop was last seen to turn. */
    readonly beatAt: string | null;
    /** How long ago that was, when it is longer than it ever should be. */
    readonly silentMs: number | null;
    /** On this machine and in this container: its process can be seen, and lives. */
    readonly visible: boolean;
  } | null;
  readonly lastAction: string | null;
  readonly next: string | null;
  /** ISO 8601: when it goes on by itself. */
  readonly resumeAt: string | null;
  /** The cost so far, as far as it is known: reported, or computed from tokens. */
  readonly costUsd: number;
  /** The computed part of it, and the day of the last prices. */
  readonly pricedUsd: number;
  readonly pricesOf: string | null;
  readonly tokens: number;
  /** Who paid last: the CLI's own word, or the variable that decided it. */
  readonly billing: string | null;
}

/** The state of a session from its files alone; writes nothing. */
export function sessionStatus(of: {
  readonly store: SessionReader;
  readonly holder: () => Holder | undefined;
  readonly session: string;
  readonly closure?: (now: number, phase: Phase) => Closure | undefined;
  readonly cap?: (now: number) => CostCap | undefined;
  readonly now: number;
}): SessionStatus {
  return statusOf(examine(of), { session: of.session, path: of.store.path });
}

/** The examined session as one flat value. */
export function statusOf(examined: Examined, names: Names): SessionStatus {
  const { view, holder } = examined;
  const now = stateOf(examined);
  return {
    v: 1,
    session: names.session,
    path: names.path,
    phase: view.phase,
    ...now,
    // What else it would wait for.
    ...(now.state === 'paused' && view.standing.kind === 'waiting'
      ? { awaiting: view.standing.for }
      : {}),
    iteration: view.iteration,
    running: runningOf(examined),
    pending: examined.pending.map(({ kind, by, note }) => ({ kind, by, note: text(note) })),
    holder: holder === undefined ? null : holderOf(holder, examined),
    lastAction: text(view.overview?.lastAction),
    next: text(view.overview?.next),
    costUsd: view.ledger.costUsd,
    pricedUsd: view.ledger.pricedUsd,
    pricesOf: text(view.ledger.pricesOf),
    tokens: view.ledger.tokens,
    billing: text(view.ledger.billing),
  };
}

function runningOf({ holder, view: { state } }: Examined): SessionStatus['running'] {
  const { mark } = state;
  if (mark === undefined || holder?.busy !== true || holder.run !== mark.run) return null;
  const { iteration, attempt, startedAt } = mark;
  return { iteration, attempt, startedAt };
}

/** A run beats several times in this, however busy the machine. */
const SILENT_FROM_MS = 90_000;

function holderOf(
  { run, process, host, since, isVisible, seenAt }: Holder,
  { now }: Pick<Examined, 'now'>,
): SessionStatus['holder'] {
  const isSilent = seenAt !== undefined && now - seenAt > SILENT_FROM_MS;
  const silentMs = isSilent ? Math.round(now - seenAt) : null;
  const beatAt = isoOf(seenAt);
  return { run, pid: process.pid, host, since, beatAt, silentMs, visible: isVisible };
}

interface Names {
  /** As given, or as it would be given. */
  readonly session: string;
  readonly path: string;
}

type State = Pick<
  SessionStatus,
  'state' | 'awaiting' | 'reason' | 'needs' | 'retried' | 'resumeAt'
>;

const NOTHING = { awaiting: null, reason: null, needs: null, retried: false, resumeAt: null };

/** The standing that keeps the session from an attempt now; undefined where none does. */
export function restingOf({ admitted, view, holder }: Examined): Resting | undefined {
  if (holder?.busy === true) return undefined;
  if (admitted.kind === 'ready') return isRetried(view.standing) ? view.standing : undefined;
  // A run that sleeps goes on by itself.
  const isAsleep = holder?.sleepsUntil !== undefined;
  return isAsleep && (admitted.kind === 'failed' || admitted.kind === 'parked')
    ? undefined
    : admitted;
}

function stateOf(examined: Examined): State {
  const { holder } = examined;
  const resting = restingOf(examined);
  if (resting !== undefined) return stateFields(resting);
  if (holder === undefined) return { ...NOTHING, state: 'idle', ...cappedFields(examined) };
  const { busy, sleepsUntil, sleepsFor = 'limit' } = holder;
  if (busy || sleepsUntil === undefined) return { ...NOTHING, state: 'running' };
  const { closed } = examined;
  const reason = closed?.over === undefined ? SLEEPS[sleepsFor] : closureWords(closed);
  return { ...NOTHING, state: 'parked', reason, resumeAt: isoOf(sleepsUntil) };
}

/** A run would start no attempt. */
function cappedFields({ cap, now }: Examined): Pick<State, 'reason' | 'resumeAt'> | undefined {
  if (cap === undefined) return undefined;
  return { reason: capWords(cap), resumeAt: isoOf(opensAt(cap, new Date(now))) };
}

function stateFields(standing: Resting): State {
  const { kind: state } = standing;
  switch (standing.kind) {
    case 'done':
      return { ...NOTHING, state };
    case 'waiting':
      return { ...NOTHING, state, awaiting: standing.for, reason: standing.reason };
    case 'blocked': {
      const { reason, needs, retried } = standing;
      if (retried === undefined) return { ...NOTHING, state, reason, needs };
      return { ...NOTHING, state, reason: `${reason} → ${retried.cure}`, needs, retried: true };
    }
    case 'paused':
      return { ...NOTHING, state, reason: pausedBy(standing) };
    case 'failed': {
      const reason = [standing.reason, standing.cure].filter(Boolean).join(' → ');
      return { ...NOTHING, state, reason, resumeAt: isoOf(standing.resumeAt) };
    }
    case 'parked':
      return { ...NOTHING, state, reason: standing.reason, resumeAt: isoOf(standing.resumeAt) };
  }
}

/** The beginning of `reason` that an agent, a person or a CLI wrote. */
export function quoteOf(examined: Examined): string {
  const resting = restingOf(examined);
  switch (resting?.kind) {
    case 'waiting':
    case 'blocked':
      return resting.quote ?? '';
    case 'paused':
      return pausedBy(resting);
    case 'failed':
    case 'parked':
      return resting.reason;
    case 'done':
    case undefined:
      return '';
  }
}

/** Why the file that the session waits for does not open its gate. */
export function troubleOf(examined: Examined): GateTrouble | undefined {
  const resting = restingOf(examined);
  return resting?.kind === 'waiting' ? resting.trouble : undefined;
}

const SLEEPS: Readonly<Record<SleepReason, string>> = {
  limit: "asleep for the provider's limit",
  outage: PROVIDER_DOWN,
  turn: 'another session of the account goes first',
};

function pausedBy({ by, note }: Pause): string {
  return note === undefined ? `by ${by}` : `by ${by}: ${note}`;
}

function text(value: string | undefined): string | null {
  return value === undefined || value === '' ? null : value;
}
