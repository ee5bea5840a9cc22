import type { PhoneMessage, Token } from '../../domain/people/phone.ts';

/** What people are told. */
export interface Notice {
  readonly kind:
    | 'waiting'
    | 'opened'
    | 'changed'
    | 'blocked'
    | 'complete'
    | 'error'
    | 'limit'
    | 'paused'
    | 'stopped';
  readonly session: string;
  readonly phase: string;
  readonly iteration: number;
  /** What happened and what to do, plain text of any content. */
  readonly text: string;
  /** The session's folder, by which the phone's buttons name it, and its project's `.samocode`. */
  readonly path?: string;
  readonly config?: string;
  readonly buttons?: PhoneMessage['buttons'];
  /** What a reply to it means. */
  readonly reference?: Token;
  /** For the record: nobody need look at it now, and no sound wakes anybody. */
  readonly isSilent?: boolean;
  /** What is to be decided, one message each. */
  readonly questions?: readonly PhoneMessage[];
}

/** A notice of which not all could be told. */
export interface Undelivered {
  readonly reason: string;
  /** Nobody answered in time: it may have arrived all the same. */
  readonly unsure: boolean;
  /** Its messages that need not be told again, by names of the notifier's own. */
  readonly shown: readonly string[];
}

/** Tells people; never throws, never takes longer than its own limit. */
export interface Notifier {
  /** Tells what is not among `shown`; says why it could not be told, or undefined when it was. */
  tell(notice: Notice, shown?: readonly string[]): Promise<Undelivered | undefined>;
}
