import { type ActOutcome, awaitedBy, type CommandAct } from '../../../domain/fleet/act.ts';
import type { FleetSession } from '../../../domain/fleet/session-elsewhere.ts';
import { sessionCommand } from '../../../domain/session/session-command.ts';
import { errorMessage } from '../../../domain/text/error-code.ts';
import { printable } from '../../../domain/text/printable.ts';
import { UserError } from '../../../domain/text/user-error.ts';
import type { Clock } from '../../ports/clock.ts';
import type { AskedFleet } from '../../ports/fleet/elsewhere.ts';

/** How long a person waits for another machine. */
const WAIT_MS = 10_000;
const LOOK_MS = 100;

/** How an act reaches the machine of a session. */
export interface Sender {
  readonly fleet: AskedFleet;
  readonly clock: Pick<Clock, 'monotonicMs' | 'sleep'>;
  /** Throws where an agent of a run asks. */
  readonly refuseAgents: () => void;
}

/** An act, and what became of it; undefined: it has not been carried out yet. */
export interface SentTo {
  readonly id: string;
  readonly outcome: ActOutcome | undefined;
}

/** Sends an act to the machine of a session, and waits a while. */
export async function sendAct(
  { fleet, clock, refuseAgents }: Sender,
  session: FleetSession,
  act: CommandAct,
): Promise<SentTo> {
  refuseAgents();
  refuseUnseen(session, act);
  try {
    const id = await fleet.send(session, act, tokenOf(session, act));
    return { id, outcome: await awaitOutcome(fleet, clock, id) };
  } catch (error) {
    if (!fleet.isSilent(error)) throw error;
    throw new UserError(`the act may have been sent: ${errorMessage(error)}`, {
      hint: `before you act again: ${sessionCommand(session, { words: ['why'] })}`,
    });
  }
}

/** The iteration that the person saw: a resume does not clear the block of a later one. */
function tokenOf({ asks, iteration }: FleetSession, { kind }: CommandAct): string | null {
  if (kind !== 'resume') return asks;
  return iteration === null ? null : String(iteration);
}

async function awaitOutcome(
  fleet: AskedFleet,
  { monotonicMs, sleep }: Sender['clock'],
  id: string,
): Promise<ActOutcome | undefined> {
  const startedMs = monotonicMs();
  for (;;) {
    const outcome = await fleet.outcomeOf(id);
    if (outcome !== undefined || monotonicMs() - startedMs > WAIT_MS) return outcome;
    await sleep(LOOK_MS);
  }
}

/** An approval or an answer is for what waits now: the machine of the session would take it for whatever comes next. */
function refuseUnseen({ asks, awaiting, ...named }: FleetSession, act: CommandAct): void {
  const awaited = awaitedBy(act);
  if (awaited === undefined || (asks !== null && awaiting === awaited)) return;
  const thing = awaited === 'plan_approval' ? 'no plan waits for approval' : 'nothing is asked';
  throw new UserError(`${printable(named.session)}: ${thing}, as far as the fleet knows`, {
    hint: `for its state: ${sessionCommand(named, { words: ['why'] })}`,
  });
}
