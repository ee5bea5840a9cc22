import type { ChatButton, ChatMessage } from '../../domain/people/chat.ts';
import type { Token } from '../../domain/people/token.ts';
import type { Gate } from '../../domain/phases/rules.ts';
import type { NightCounts } from '../../domain/queue/night/night-words.ts';
import type { HandOver } from '../../domain/report/hand-over.ts';
import type { Ending } from '../../domain/run/event.ts';

/** An ending that people are told of, or an event of its own. */
export type NoticeKind =
  | Exclude<Ending['kind'], 'once' | 'bound' | 'lost' | 'signalled'>
  | 'opened'
  | 'changed'
  | 'outage'
  | 'recovered'
  | 'fallback'
  | 'stronger'
  /** `samocode work` has nothing more to run for now: of the whole queue, and of no session. */
  | 'queue'
  /** Most of a limit of cost, or all of it, is spent. */
  | 'cost'
  /** The worktree was kept: an event only, and no message. */
  | 'checkpoint'
  /** The session goes on after a rest that people were told of. */
  | 'resumed';

/** A notice to people. */
export interface Notice {
  readonly kind: NoticeKind;
  readonly session: string;
  readonly phase: string;
  readonly iteration: number;
  /** What happened and what to do, plain text of any content. */
  readonly text: string;
  /** The session's folder, by which Telegram's buttons name it, and its project's `.samocode`. */
  readonly path?: string;
  readonly config?: string;
  readonly buttons?: ChatMessage['buttons'];
  /** The token that a reply refers to. */
  readonly reference?: Token;
  /** Of a session that is done. */
  readonly handOver?: HandOver | undefined;
  /** Of the queue. */
  readonly counts?: NightCounts | undefined;
  /** For the record only: sent without sound. */
  readonly isSilent?: boolean;
  /** The open questions; a reply answers them. */
  readonly questions?: readonly AskedQuestion[];
  /** Files for the person to read. */
  readonly files?: readonly NoticeFile[];
}

/** A question of a notice. */
export interface AskedQuestion {
  /** `Q1` */
  readonly name: string;
  /** With its options, if there are any. */
  readonly text: string;
  /** One for each option. */
  readonly buttons: readonly ChatButton[];
}

/** A text file of a notice. */
export interface NoticeFile {
  readonly name: string;
  readonly text: string;
}

/** A notice of which not all could be told. */
export interface Undelivered {
  readonly reason: string;
  /** The server did not answer in time: the notice may have arrived. */
  readonly unsure: boolean;
  /** Its messages that need not be told again, by names of the notifier's own. */
  readonly shown: readonly string[];
}

/** Tells people; never throws, never takes longer than its own limit. */
export interface Notifier {
  /**
   * Sends the messages that are not in `shown`; returns the reason if one could not be sent,
   * undefined otherwise.
   */
  tell(notice: Notice, shown?: readonly string[]): Promise<Undelivered | undefined>;
}

/** A gate that was opened, and who did it. */
export interface Opening {
  readonly gate: Gate;
  readonly by: string;
  readonly caller: string | undefined;
  /** Of an edit by hand: the other sessions whose agent may have made it. */
  readonly otherSessions?: readonly string[] | undefined;
}

/** The Telegram poller, as a run knows it. Never throws. */
export interface Poller {
  /** Starts to handle messages from people; does nothing if it is already running. */
  begin(): void;
  /** Stops; resolves after the last message is handled. */
  end(): Promise<void>;
}
