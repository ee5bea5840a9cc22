import type { ActOutcome, SentAct } from '../../../domain/fleet/act.ts';
import type { View } from '../../session/look.ts';
import type { Leases } from '../session/lease.ts';
import type { SessionStore } from '../session/store.ts';
import type { Writer } from '../session/writer.ts';

/** The acts that persons sent to this machine from others. */
export interface SentActs {
  /** Of sessions whose files are here, the oldest first. */
  readonly open: () => Promise<readonly SentAct[]>;
  /** Writes down what became of one; it is open no more. */
  readonly settle: (id: string, outcome: ActOutcome) => Promise<void>;
}

/** A session opened for an act from another machine. */
export interface ActedOn {
  readonly store: SessionStore & { saveCheckpoint(): void };
  /** They wake the session in the queue. */
  readonly leases: Leases;
  readonly writer: Writer;
  /** The next step of the session. */
  readonly words: (view: View) => string;
  /** Tells the gates that were opened. */
  readonly tellOpenings: () => Promise<void>;
}
