import { type Gate, gateOfWait, type Need, type WaitReason } from '../phases/rules.ts';
import type { QuestionsTrouble } from '../questions/questions-trouble.ts';
import type { GaveUpRow } from './row.ts';

/**
 * The condition of a session. Decisions, admissions, endings and notices use these kinds; formats
 * that other programs read have words of their own (src/domain/run/published.ts).
 */
export type Standing =
  | { readonly kind: 'ready' }
  | {
      readonly kind: 'waiting';
      readonly for: WaitReason;
      readonly reason: string;
      readonly quote?: Quote;
      readonly baseline: string | undefined;
      /** What keeps the file of its gate from opening it; the reason tells it. */
      readonly trouble?: GateTrouble;
    }
  | {
      readonly kind: 'blocked';
      readonly reason: string;
      readonly quote?: Quote;
      readonly needs: Need;
      /** The gate an agent's own move was rejected at; opening it helps as well. */
      readonly gate: Gate | undefined;
      /** Undefined: no changed file ends it, only `resume` does. */
      readonly baseline: string | undefined;
      /** Each run tries again: no money is spent by it. With the command or the act that helps. */
      readonly retried?: { readonly cure: string };
      /** The work cannot be published: the mark whose iteration is still to be recorded. */
      readonly unpublished?: GaveUpRow['unpublished'];
    }
  | ({ readonly kind: 'paused' } & Pause)
  | { readonly kind: 'done'; readonly summary?: string | undefined }
  | {
      readonly kind: 'failed';
      readonly reason: string;
      readonly cure: string | undefined;
      /** When an unattended run tries again; epoch milliseconds; undefined: until a person acts. */
      readonly resumeAt: number | undefined;
      readonly config: string;
      /** The gate at which the session waited; a person may still open it. */
      readonly gate?: Gate | undefined;
    }
  | {
      readonly kind: 'parked';
      readonly reason: string;
      /** Epoch milliseconds. */
      readonly resumeAt: number;
      /** Whose window was closed; undefined where only this session knows of it. */
      readonly account?: string | undefined;
      /** The other provider could not take over. */
      readonly otherFailed?: true | undefined;
      /** As of a failed one. */
      readonly gate?: Gate | undefined;
    };

/** The beginning of a reason, in an agent's own words: a command in it is not ours. */
type Quote = string | undefined;

/** Why `_qa.md` or the plan opens no gate as it is. */
export type GateTrouble = QuestionsTrouble['kind'] | 'plan-conflict';

/** The person who paused the session, and their note. */
export interface Pause {
  readonly by: string;
  readonly note: string | undefined;
}

/** The standing that the rows leave; a pause comes on top of it. */
export type RowStanding = Exclude<Standing, { kind: 'paused' }>;

/** A standing in which no attempt would help now. */
export type Resting = Exclude<Standing, { kind: 'ready' }>;

type Of<K extends Standing['kind']> = Extract<Standing, { kind: K }>;
type RetriedBlock = Of<'blocked'> & { readonly retried: { readonly cure: string } };

/** The standing of a session, with a pause of it. */
export function withPause(standing: RowStanding, paused: Pause | undefined): Standing {
  return paused === undefined ? standing : { kind: 'paused', ...paused };
}

/** Whether a session in this state waits for a person. */
export function isForPerson(kind: string): boolean {
  return kind === 'waiting' || kind === 'blocked' || kind === 'paused';
}

/** The gate at which a session waits, if any. */
export function gateOf(standing: Standing): Gate | undefined {
  if (standing.kind === 'blocked') return standing.gate;
  return standing.kind === 'waiting' ? gateOfWait(standing.for) : undefined;
}

/** The gate a person may open: also of a session whose provider failed it there. */
export function openableGate(standing: Standing): Gate | undefined {
  return isGivenUp(standing) ? standing.gate : gateOf(standing);
}

export function isGivenUp(standing: Standing): standing is Of<'failed' | 'parked'> {
  return standing.kind === 'failed' || standing.kind === 'parked';
}

/** Whether each run tries again for any missing requirement; a gate stays closed. */
export function isRetried(standing: Standing): standing is RetriedBlock {
  return standing.kind === 'blocked' && standing.retried !== undefined;
}

/** The mark whose iteration is recorded once its work is published. */
export function unpublishedOf(standing: Standing): GaveUpRow['unpublished'] {
  return standing.kind === 'blocked' ? standing.unpublished : undefined;
}
