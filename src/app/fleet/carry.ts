import type { Ending } from '../../domain/run/event.ts';
import { withPause } from '../../domain/session/standing.ts';
import { errorMessage } from '../../domain/text/error-code.ts';
import { printableWords } from '../../domain/text/printable.ts';
import type { FleetNews } from '../ports/fleet/fleet-run.ts';
import { isStopped, type Loop } from '../run/loop.ts';
import { look, type View } from '../session/look.ts';
import { askedOf } from './asks.ts';

/** Why the run ends here: another machine has the session. */
export type Lost = Extract<Ending, { kind: 'lost' }>;

const REASON_LENGTH = 300;

/**
 * After a boundary, when row and overview are written: pushes the session's state, then tells the fleet. A state that
 * cannot move is no failure: the session goes on here.
 */
export async function carryState(loop: Loop, view: View): Promise<Lost | undefined> {
  const { fleet, session, stops, teller } = loop;
  if (fleet === undefined) return undefined;
  const { iteration, phase } = view;
  const base = session.store.state().branch?.base;
  // The state file travels too.
  session.store.flushState();
  const { rows } = view.ledger;
  const pushed = await fleet.travel.push({ iteration, phase, base, rows }, stops);
  switch (pushed.kind) {
    case 'pushed':
      fleet.carried.rows = rows;
      fleet.carried.isOpened = true;
      fleet.carried.unmovable = undefined;
      tellFleet(loop, view, { pushed: { iteration, commit: pushed.commit }, unmovable: null });
      return undefined;
    case 'unmovable': {
      const cure = pushed.cure === undefined ? '' : ` → ${pushed.cure}`;
      const text = `the session stays on this machine: ${pushed.why}${cure}`;
      const isNews = fleet.carried.unmovable !== pushed.why && !isStopped(loop);
      if (isNews) teller.report({ kind: 'warning', text });
      fleet.carried.unmovable = pushed.why;
      tellFleet(loop, view, { pushed: null, unmovable: pushed.why });
      return undefined;
    }
    case 'lost':
      return lostTo(loop, pushed.kept);
  }
}

/**
 * Before the first attempt of a run: pushes the commits that the remote does not have yet, above all the opening state of a session.
 * So of two machines that both begin it, the one that pushes later finds out before anything is paid for.
 */
export async function carryFirst(loop: Loop, view: View): Promise<Lost | undefined> {
  const isThere = loop.fleet?.carried.rows === view.ledger.rows;
  return isThere ? undefined : await carryState(loop, view);
}

/** The rows since the last boundary: a run that gave up, a person's act. */
export async function carryAtEnd(loop: Loop, ending: Ending): Promise<Ending> {
  const { fleet } = loop;
  if (fleet === undefined || ending.kind === 'lost' || isStopped(loop)) return ending;
  const view = look(loop.session.store);
  if (view.ledger.rows === (fleet.carried.rows ?? 0)) return ending;
  return (await carryState(loop, view)) ?? ending;
}

/** Says at the begin of a run that the session is here. */
export function tellBegin(loop: Loop): void {
  const { fleet, session } = loop;
  if (fleet === undefined) return;
  const view = look(session.store);
  const isUnknown = view.ledger.rows === 0 && !fleet.carried.isOpened;
  tellFleet(loop, view, {
    ...{ pushed: null, unmovable: null },
    // Another machine may begin it from its task.
    ...(isUnknown && { iteration: null }),
  });
}

function tellFleet(
  { fleet, teller, session }: Pick<Loop, 'fleet' | 'teller' | 'session'>,
  view: View,
  carried: Pick<FleetNews, 'pushed' | 'unmovable'> & Partial<Pick<FleetNews, 'iteration'>>,
): void {
  try {
    fleet?.tell({ ...newsOf(session.store, view), ...carried });
  } catch (error) {
    teller.report({
      kind: 'warning',
      text: `the fleet does not know of iteration ${view.iteration}: ${errorMessage(error)}`,
    });
  }
}

/** The facts of a session that the other machines are told. */
export function newsOf(
  store: Parameters<typeof askedOf>[0],
  { iteration, phase, standing, ledger }: View,
): Omit<FleetNews, 'pushed' | 'unmovable'> {
  const now = standing.kind === 'done' ? standing : withPause(standing, ledger.paused);
  const reason = 'reason' in now ? printableWords(now.reason, REASON_LENGTH) : null;
  const awaiting = now.kind === 'waiting' ? now.for : null;
  const { costUsd } = ledger;
  const asked = askedOf(store, awaiting);
  return { iteration, phase, state: now.kind, awaiting, reason, ...asked, costUsd };
}

/** The end of a run whose session another machine has. */
export function lostTo({ fleet }: Pick<Loop, 'fleet'>, kept: string | undefined): Lost {
  const hindrance = fleet?.hindrance();
  const machine = hindrance?.kind === 'lost' ? hindrance.machine : undefined;
  return {
    kind: 'lost',
    ...(machine === undefined ? {} : { machine }),
    ...(kept === undefined ? {} : { kept }),
  };
}
