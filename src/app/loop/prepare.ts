import type { Admission } from '../../domain/phases/admission.ts';
import { type Pause, unpublishedOf } from '../../domain/session/standing.ts';
import { isLimitOver, useModel } from '../limits/early-try.ts';
import { workerFor } from '../limits/fallback.ts';
import { takeInbox } from '../people/steer.ts';
import { isStopped, type Loop } from '../run/loop.ts';
import type { Pace } from '../run/pace.ts';
import type { Step } from '../run/step.ts';
import { strengthened } from '../run/strengthened.ts';
import type { Turn } from '../run/turn.ts';
import { writerOf } from '../run/writer.ts';
import { admission } from '../session/admission.ts';
import type { View } from '../session/look.ts';
import { lookAndRepair } from '../session/repair.ts';
import { closeApproval, isPlanChanged } from '../tampering/changed-plan.ts';
import { recordTampering } from '../tampering/tampering.ts';
import { openGate } from './auto-gate.ts';
import { adopt } from './recover.ts';

/**
 * Looks, and decides whether to spawn, while no command can write: from here on the lease says that
 * an agent is about to work, so that a person's act never falls between the look and the spawn.
 */
export async function prepare(loop: Loop, turn: Turn): Promise<Step> {
  // Said busy without a break, the lease has kept all commands out: the lock would add nothing.
  if (loop.session.lease.isBusy()) return settledStep(loop, turn);
  const looks = { begun: 0 };
  try {
    return await loop.session.leases.exclusively(() => {
      looks.begun += 1;
      return settledStep(loop, { ...turn, view: undefined });
    });
  } catch (error) {
    if (isStopped(loop) && looks.begun === 0) return { kind: 'signalled' };
    throw error;
  }
}

/** Where commands may write after this step, the state is on the disk before they do. */
function settledStep(loop: Loop, turn: Turn): Step {
  const step = stepOf(loop, turn);
  if (step.kind !== 'act') loop.session.store.flushState();
  return step;
}

/** How a run looks at its session before a step. */
interface Looks {
  readonly gates: 'manual' | 'auto';
  /** A person's stop, found in the inbox. */
  readonly stop: Pause | undefined;
  /** The session as the last row left it; undefined: look at it. */
  readonly remembered: View | undefined;
}

function stepOf(loop: Loop, { pace, view }: Turn): Step {
  const { gates } = loop.settings.options;
  let looks: Looks = { gates, stop: undefined, remembered: view };
  for (;;) {
    const found = stepOrLook(loop, pace, looks);
    if ('kind' in found) return found;
    looks = found;
  }
}

/** The step; or, where the session was changed meanwhile or has to be read again, the next look. */
function stepOrLook(loop: Loop, pace: Pace, looks: Looks): Step | Looks {
  const { store, lease } = loop.session;
  const { remembered } = looks;
  const seen = remembered === undefined ? store.fingerprint() : '';
  const found = remembered ?? lookAndRepair(writerOf(loop));
  const asked = beforePublishing(loop, pace, { ...looks, view: found, seen });
  if (asked !== undefined) return asked;
  const report = adopt(loop, found, pace);
  if (report !== undefined) {
    lease.update({ busy: true });
    return { kind: 'adopted', view: found, report };
  }
  const again: Looks = { ...looks, remembered: undefined };
  if (loop.session.tampering.length > 0) {
    recordTampering(loop);
    return again;
  }
  const view = found.unrecorded ? lookAndRepair(writerOf(loop)) : found;
  // Not before an agent's work is recorded: its row comes first.
  const taken = takeInbox(writerOf(loop), loop.id, lease.isBusy());
  const stop = taken.stop ?? looks.stop;
  if (taken.rows > 0) return { ...again, stop };
  if (isPlanChanged(store, view)) {
    closeApproval(writerOf(loop), view);
    return { ...again, stop };
  }
  return afterAdmission(loop, admitNow(loop, pace, view, looks.gates), {
    ...looks,
    stop,
    view,
    seen,
  });
}

/** A person's stop or pause comes before the next try to publish; the mark stays. */
function beforePublishing(
  loop: Loop,
  pace: Pace,
  { view, seen, ...looks }: Looks & { readonly view: View; readonly seen: string },
): Step | Looks | undefined {
  const { tampering, lease } = loop.session;
  if (!view.unrecorded || unpublishedOf(view.standing) === undefined) return undefined;
  if (tampering.length > 0) return undefined;
  const taken = takeInbox(writerOf(loop), loop.id, lease.isBusy());
  const stop = taken.stop ?? looks.stop;
  if (taken.rows > 0) return { ...looks, remembered: undefined, stop };
  const { paused } = view.ledger;
  if (paused !== undefined && !pace.force) {
    const ending = { kind: 'paused', ...paused } as const;
    return { kind: 'rest', view, ending, seen, stopped: stop !== undefined };
  }
  return stop && { kind: 'stopped', ...stop };
}

/** The step that an admission allows; or, after a gate was opened, the next look. */
function afterAdmission(
  loop: Loop,
  admitted: Admission,
  { view, seen, ...looks }: Looks & { readonly view: View; readonly seen: string },
): Step | Looks {
  const { stop } = looks;
  const again: Looks = { ...looks, remembered: undefined };
  const isSpawn = admitted.kind === 'ready' && admitted.opens === undefined;
  // Only a spawn follows from memory: a run that rests has looked.
  if (looks.remembered !== undefined && !isSpawn) return again;
  if (admitted.kind !== 'ready') {
    return { kind: 'rest', view, ending: admitted, seen, stopped: stop !== undefined };
  }
  if (stop !== undefined) return { kind: 'stopped', ...stop };
  if (admitted.opens !== undefined) {
    // A gate that cannot be opened so waits for a person, as it would without auto.
    return openGate(loop, admitted.opens) ? again : { ...again, gates: 'manual' };
  }
  loop.session.lease.update({ busy: true });
  return { kind: 'act', view };
}

/** Whether an attempt can help now. */
export function admitNow(loop: Loop, pace: Pace, view: View, gates: Looks['gates']): Admission {
  const now = loop.clock.now().getTime();
  useModel(strengthened(loop, view), view.phase);
  return admission(loop.session.store, view, {
    gates,
    force: pace.force,
    attended: loop.settings.options.attended,
    configHash: loop.settings.hash,
    isLimitOver: (account) =>
      isLimitOver(loop.books.limits, account, now) || workerFor(loop, { view, pace }) !== loop,
    now,
  });
}
