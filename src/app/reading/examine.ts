import type { Steer } from '../../domain/people/steer.ts';
import type { Admission } from '../../domain/phases/admission.ts';
import type { Phase } from '../../domain/phases/phase.ts';
import type { CostCap } from '../../domain/provider/cost/caps.ts';
import { type Closure, closureWords } from '../../domain/provider/limits/closed-windows.ts';
import { isHeldByRun } from '../../domain/session/push-holder.ts';
import { afterAnswers } from '../../domain/session/rows/standing-after.ts';
import { isRetried, unpublishedOf } from '../../domain/session/standing.ts';
import type { Holder } from '../ports/session/lease.ts';
import type { SessionReader } from '../ports/session/store.ts';
import { admission } from '../session/admission.ts';
import { leftSignal } from '../session/left-signal.ts';
import { look, type View } from '../session/look.ts';

/** The state of a session, and the next run's view of it. */
export interface Examined {
  readonly view: View;
  /** The run that holds it. */
  readonly holder: Holder | undefined;
  readonly admitted: Admission;
  /** A dead run left an unrecorded result: a valid signal, or nothing of use. */
  readonly left: 'signal' | 'nothing' | undefined;
  /** Messages of people that no run has read yet. */
  readonly pending: readonly Steer[];
  /** Why the account is closed, where the holder sleeps for a limit. */
  readonly closed?: Closure | undefined;
  /** The limit of cost by which a run that starts now would start no attempt. */
  readonly cap?: CostCap | undefined;
  /** Epoch milliseconds. */
  readonly now: number;
}

/**
 * Examines a session by the very rules a run goes by, from its files alone; writes nothing. Right also
 * while a run writes: what changed under the look is looked at again.
 */
export function examine(of: {
  readonly store: SessionReader;
  readonly holder: () => Holder | undefined;
  /** Why the account is closed; omitted if it is not needed. */
  readonly closure?: (now: number, phase: Phase) => Closure | undefined;
  /** Whether a session that was parked for this account need no longer wait; never, unless told. */
  readonly isLimitOver?: (now: number, phase: Phase, account: string) => boolean;
  /** The limit of cost that is reached, if one is. */
  readonly cap?: (now: number) => CostCap | undefined;
  readonly now: number;
}): Examined {
  const { store } = of;
  const { view: found, holder } = steadyLook(store, of.holder);
  const signal = leftSignal(store, found);
  const view = foreseen(found, signal !== undefined);
  const admitted: Admission =
    signal === undefined || isPublishingPaused(view)
      ? admission(store, view, {
          gates: 'manual',
          force: false,
          attended: false,
          configHash: () => (view.standing.kind === 'failed' ? view.standing.config : ''),
          isLimitOver: (account) => of.isLimitOver?.(of.now, view.phase, account) ?? false,
          now: of.now,
        })
      : { kind: 'ready' };
  const isLeft = found.unrecorded && holder?.busy !== true;
  const left = signal === undefined ? 'nothing' : 'signal';
  const isIdle = admitted.kind === 'ready' && holder === undefined;
  return {
    view,
    holder,
    admitted: isLeft || holder !== undefined ? admitted : asOfWindow(admitted, view, of),
    left: isLeft ? left : undefined,
    pending: store.inbox.read().map(({ message }) => message),
    closed: holder?.sleepsFor === 'limit' ? of.closure?.(of.now, view.phase) : undefined,
    cap: isIdle ? of.cap?.(of.now) : undefined,
    now: of.now,
  };
}

/** The next run takes up the work of a dead run, also in a pause, but publishes nothing. */
function isPublishingPaused({ standing, ledger }: View): boolean {
  return ledger.paused !== undefined && unpublishedOf(standing) !== undefined;
}

/** A run that may spawn sleeps all the same while the account's window is closed, but for a try that a resume gave. */
function asOfWindow(
  admitted: Admission,
  { ledger, state, standing, phase }: View,
  { closure, now }: Pick<Parameters<typeof examine>[0], 'closure' | 'now'>,
): Admission {
  const isTry = ledger.resumed !== undefined && ledger.resumed !== state.tried;
  if (admitted.kind !== 'ready' || isTry || isRetried(standing)) return admitted;
  const closed = closure?.(now, phase);
  if (closed === undefined) return admitted;
  return { kind: 'parked', resumeAt: closed.until, reason: closureWords(closed) };
}

const LOOKS = 3;

/**
 * A row, the overview and the state are written one after the other: between them they disagree. So
 * do mark and lease, when a run begins or ends right now.
 */
function steadyLook(
  store: SessionReader,
  holderOf: () => Holder | undefined,
): Pick<Examined, 'view' | 'holder'> {
  for (let looks = 1; ; looks += 1) {
    const view = look(store);
    const found = holderOf();
    // A push of its state is none of its runs, and ends by itself.
    const holder = isHeldByRun(found) ? found : undefined;
    const looksDead = view.unrecorded && holder === undefined;
    const isSteady = store.ledger().rows === view.ledger.rows && (!looksDead || looks > 1);
    if (isSteady || looks === LOOKS) return { view, holder };
  }
}

/**
 * Applies the records that the next run would write first: manual answers, an override, a lost
 * attempt.
 */
function foreseen(view: View, isAdopted: boolean): View {
  const { state, ledger } = view;
  if (view.answersByHand !== undefined) {
    return {
      ...view,
      standing: afterAnswers(view.standing),
      ledger: { ...ledger, stay: 0 },
      state: { ...state, lost: 0 },
    };
  }
  if (view.reconciled.kind === 'override') return { ...view, state: { ...state, lost: 0 } };
  if (!view.unrecorded || isAdopted) return view;
  return { ...view, state: { ...state, lost: state.lost + 1 } };
}
