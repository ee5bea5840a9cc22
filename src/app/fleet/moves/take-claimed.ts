import { publishWords } from '../../../domain/report/publish-failure.ts';
import { folderBegun } from '../../../domain/session/naming/names.ts';
import { errorMessage } from '../../../domain/text/error-code.ts';
import { printable } from '../../../domain/text/printable.ts';
import type { ProjectSpots } from '../../ports/fleet/moves.ts';
import type { KnownClaim } from '../../ports/queue/machine.ts';
import type { RunEnd } from '../../ports/queue/work.ts';
import { NEVER } from '../../ports/repository.ts';
import type { Holder } from '../../ports/session/lease.ts';
import { type NotTaken, notTakenWords, type TakenHere, takeSession } from './take-session.ts';

/** Before another try, here or on another machine. */
const AGAIN_MS = 15 * 60_000;

/** A claimed session that may not be here. */
export interface ClaimedSession {
  readonly claim: KnownClaim | undefined;
  /** Rejects where this machine refuses the project: nothing is taken. */
  readonly spots: () => Promise<ProjectSpots>;
  readonly holderName: (holder: Holder) => string;
  /** Hears where the files of an earlier stay are. */
  readonly onAside: (path: string) => void;
  /** Tells `samocode work` that the session cannot be taken now. */
  readonly tellEnd: (end: RunEnd) => void;
  readonly now: () => number;
}

/**
 * Takes the files of a claimed session that another machine had, before its first attempt here. The text: why they
 * cannot be taken; undefined: the session is here, or begins here.
 */
export async function takeClaimed(of: ClaimedSession): Promise<string | undefined> {
  const { claim } = of;
  if (claim === undefined || (claim.take === undefined && claim.mayBegin !== true))
    return undefined;
  const taken = await takenBy(claim, await of.spots(), of.holderName);
  if (taken.kind === 'none' && claim.mayBegin === true) return undefined;
  if (taken.kind === 'taken') {
    taken.aside.forEach(of.onAside);
    return undefined;
  }
  const why = `${claim.machine} cannot take the session: ${printable(notTakenWords(taken), 600)}`;
  of.tellEnd({ kind: 'waits', until: of.now() + AGAIN_MS, why });
  return why;
}

async function takenBy(
  claim: KnownClaim,
  spots: ProjectSpots,
  holderName: ClaimedSession['holderName'],
): Promise<TakenHere | NotTaken> {
  if (claim.take !== undefined) return await takeSession(spots, claim.take, holderName);
  try {
    const folder = await folderElsewhere(claim, spots);
    return folder === undefined ? { kind: 'none' } : await takeSession(spots, folder, holderName);
  } catch (error) {
    return { kind: 'failed', why: publishWords(errorMessage(error)), mayBePushed: false };
  }
}

/** The machine that had the session told no folder: that of its state, if it has pushed one. The day may have ended since. */
async function folderElsewhere(
  { session, addedAt = 0 }: KnownClaim,
  spots: ProjectSpots,
): Promise<string | undefined> {
  const there = (await spots.named(session).states()?.foldersThere(session, NEVER)) ?? [];
  return folderBegun(session, there, new Date(addedAt));
}
