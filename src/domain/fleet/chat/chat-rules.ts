import type { ChatSender } from '../../people/chat.ts';

/** Who may act on the sessions of a project by Telegram. */
export interface ChatRules {
  /** The ids and names of its chat. */
  readonly chats: readonly string[];
  /** None: everybody in the chat. */
  readonly userIds: readonly number[];
}

const DAY_MS = 86_400_000;

/** Why a message is not for this session by the rules of its own project, or comes too late; undefined: it counts. */
export function chatRefusal(
  { chats, user }: ChatSender,
  rules: ChatRules | undefined,
  ageMs: number,
): string | undefined {
  if (ageMs > DAY_MS) return 'it was sent more than a day ago, and its machine was away';
  if (rules === undefined) return 'the project of the session has no Telegram';
  if (!chats.some((chat) => rules.chats.includes(chat))) {
    return 'the project of the session has another chat';
  }
  if (rules.userIds.length > 0 && !rules.userIds.includes(user)) {
    return 'TELEGRAM_USER_IDS of the project of the session does not have you';
  }
  return undefined;
}

/** Whether everybody in a group could have sent it. */
export function isOfAnybody({ isGroup }: ChatSender, rules: ChatRules | undefined): boolean {
  return isGroup && (rules?.userIds.length ?? 0) === 0;
}
