import type { Token } from './token.ts';

const BY = 'telegram:';

/** The person who acted from Telegram, for a row. */
export function byTelegram(name: string): string {
  return `${BY}${name}`;
}

export function isByTelegram(by: string): boolean {
  return by.startsWith(BY);
}

/** A message for Telegram. */
export interface ChatMessage {
  readonly title: string;
  readonly text: string;
  /** Rows of buttons. */
  readonly buttons: readonly (readonly ChatButton[])[];
  /** The token that a reply refers to. */
  readonly reference?: Token | undefined;
  /** Telegram opens the keyboard for a reply at once. */
  readonly asksForReply?: boolean;
}

export interface ChatButton {
  readonly text: string;
  readonly token: Token;
}

/** Who said it and where. The project of the session checks it: it may allow others than the project whose poller heard it. */
export interface ChatSender {
  readonly user: number;
  /** The ids and names of the chat. */
  readonly chats: readonly string[];
  readonly isGroup: boolean;
}

/** A message or button press from an authorised user. */
export interface Incoming {
  /** Identifies this update in the row of its effect. */
  readonly source: string;
  /** Who, for the row: `telegram:<name>`. */
  readonly by: string;
  /** The topic of a forum in which it was said; undefined: not known. */
  readonly topic?: number;
  /** The message of ours with the button, or that was replied to, as the API has it: it is changed when all is done. */
  readonly under?: unknown;
  /** A message that its sender changed later. */
  readonly isEdited?: true;
  readonly sender?: ChatSender;
  /**
   * The project whose process hears Telegram has another chat, or does not name the sender: it is for sessions of
   * other projects.
   */
  readonly isForOthers?: true;
  /** That project lets everybody in a group send it: its `TELEGRAM_USER_IDS` name no user. */
  readonly isAnybody?: true;
  /**
   * When the message was sent, epoch milliseconds; undefined for a button, because Telegram does
   * not tell.
   */
  readonly atMs?: number | undefined;
  readonly what:
    | { readonly kind: 'press'; readonly token: Token | undefined }
    /** `word` as typed, without the slash; `rest` what followed. */
    | { readonly kind: 'command'; readonly word: string; readonly rest: string }
    | { readonly kind: 'text'; readonly text: string; readonly reference: Token | undefined };
}

/** A question as a button names it. */
export interface QuestionName {
  readonly asked: string;
  readonly question: number;
}

/** The answer to an incoming message. */
export interface ChatReply {
  /** In one line: shown over the button that was pressed, else sent as a message. */
  readonly said: string;
  /** Is added below the message that was pressed or replied to. */
  readonly closes?: string | undefined;
  /** The buttons that `closes` removes; undefined: all. */
  readonly closed?: readonly QuestionName[];
  readonly messages?: readonly ChatMessage[];
  /** Something was changed, now or earlier by the same update. */
  readonly hasEffect?: true;
}
