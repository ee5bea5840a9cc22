import { type GoneSession, goneWords } from '../../domain/queue/gone.ts';
import { UserError } from '../../domain/text/user-error.ts';
import type { KnownClaim } from '../ports/queue/machine.ts';
import type { RunEnd } from '../ports/queue/work.ts';

/** A session of the queue before its run. */
export interface QueuedSession extends Omit<GoneSession, 'begunIn'> {
  /** The folder in which an earlier run began it; undefined: none has. */
  readonly begunIn: string | undefined;
  /** It has a folder with content. */
  readonly isThere: boolean;
  /** In a fleet. */
  readonly claim: Pick<KnownClaim, 'take' | 'mayBegin'> | undefined;
  /** Fingerprint of the folder in which it has begun, and of the settings. */
  readonly seenIn: (path: string) => string;
  readonly tellEnd: (end: RunEnd) => void;
}

/**
 * A session that has begun, and whose folder is gone, waits for a person, or for the folder: begun anew, its task would
 * be paid for twice. In a fleet the remote tells whether one that another machine had has begun. Throws a UserError.
 */
export function refuseGone(of: QueuedSession): void {
  const { begunIn, isThere, claim, seenIn, tellEnd } = of;
  const wasElsewhere = claim?.take !== undefined || claim?.mayBegin === true;
  if (begunIn === undefined || isThere || wasElsewhere) return;
  const { why, hint } = goneWords({ ...of, begunIn });
  const words = { why: `${why} → ${hint}`, path: begunIn, seen: seenIn(begunIn) };
  tellEnd({ kind: 'waits', until: null, ...words });
  throw new UserError(why, { hint, exitCode: 4 });
}
