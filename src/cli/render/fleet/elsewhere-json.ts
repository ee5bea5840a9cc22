import type { SessionStatus } from '../../../app/reading/session-status.ts';
import type { KnownAct } from '../../../domain/fleet/act.ts';
import type { FleetSession } from '../../../domain/fleet/session-elsewhere.ts';
import { parsePhase } from '../../../domain/phases/phase.ts';
import { WAIT_REASONS } from '../../../domain/phases/rules.ts';
import type { Resting } from '../../../domain/session/standing.ts';
import type { SessionWhy } from '../standing/why.ts';
import { commandOf, sentenceOf } from './session-elsewhere.ts';

/** The part of `status --json` and `why --json` that says that another machine of the fleet has the session. */
export interface ElsewhereNow {
  readonly machine: string | null;
  readonly seenAgoMs: number | null;
  readonly silent: boolean;
  readonly lastAct:
    | (Omit<KnownAct, 'outcome'> & {
        readonly done: boolean | null;
        readonly said: string | null;
      })
    | null;
}

/** `why --json` of a session that another machine has. */
export function whyElsewhere(session: FleetSession): SessionWhy & Named {
  const command = commandOf(session);
  return {
    ...{ v: 1, session: session.session, path: '', state: stateOf(session) },
    why: sentenceOf(session),
    commands: command === undefined ? [] : [command],
    elsewhere: elsewhereNow(session),
  };
}

/** `status --json` of a session that another machine has: what its run told last. */
export function statusElsewhere(session: FleetSession): SessionStatus & Unread & Named {
  return {
    ...{
      v: 1,
      session: session.session,
      path: '',
      phase: parsePhase(session.phase ?? '') ?? 'init',
    },
    state: stateOf(session),
    awaiting: WAIT_REASONS.find((one) => one === session.awaiting) ?? null,
    reason: session.waitWhy ?? session.reason,
    iteration: session.iteration ?? 0,
    costUsd: session.costUsd ?? 0,
    ...UNREAD,
    elsewhere: elsewhereNow(session),
  };
}

interface Named {
  readonly elsewhere: ElsewhereNow;
}

interface Unread {
  readonly handOver: null;
  readonly receipt: null;
}

/** The facts that are in the files of the session alone. */
const UNREAD = {
  ...{ needs: null, retried: false, running: null, pending: [], holder: null, lastAction: null },
  ...{ next: null, resumeAt: null, pricedUsd: 0, pricesOf: null, tokens: 0, billing: null },
  ...{ handOver: null, receipt: null },
} as const;

const RESTING = {
  ...{ waiting: true, blocked: true, paused: true, done: true, failed: true, parked: true },
} as const satisfies Record<Resting['kind'], true>;

function isResting(state: string): state is Resting['kind'] {
  return Object.hasOwn(RESTING, state);
}

function stateOf({ state, isClaimed }: FleetSession): SessionStatus['state'] {
  if (state !== null && isResting(state)) return state;
  return isClaimed ? 'running' : 'idle';
}

function elsewhereNow({ machine, seenAgoMs, isSilent, lastAct }: FleetSession): ElsewhereNow {
  const seen = seenAgoMs === null ? null : Math.max(0, Math.round(seenAgoMs));
  if (lastAct === null) return { machine, seenAgoMs: seen, silent: isSilent, lastAct };
  const { outcome, agoMs, id, kind, by } = lastAct;
  const became = { done: outcome?.isDone ?? null, said: outcome?.said ?? null };
  const act = { id, kind, by, agoMs: Math.round(agoMs), ...became };
  return { machine, seenAgoMs: seen, silent: isSilent, lastAct: act };
}
