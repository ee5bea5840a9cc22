import type { Phase } from '../../domain/phases/phase.ts';
import type { CostCap } from '../../domain/provider/cost/caps.ts';
import type { Closure } from '../../domain/provider/limits/closed-windows.ts';
import { isoOf } from '../../domain/text/timestamps.ts';
import type { Holder } from '../ports/session/lease.ts';
import type { SessionReader } from '../ports/session/store.ts';
import { examine, type Examined } from './examine.ts';
import type { SessionStatus } from './session-status.ts';
import { stateOf } from './state-fields.ts';

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

function text(value: string | undefined): string | null {
  return value === undefined || value === '' ? null : value;
}
