import type { ChatSender } from '../../people/chat.ts';

/** Who may act on the sessions of a project by Telegram. */
export interface ChatRules {
  /** The ids and names of its chat. */
  readonly chats: readonly string[];
  /** None: everybody in the chat. */
  readonly userIds: readonly number[];
}

/** Whether a message came from the chat of a project. */
export function isOfChat({ chats }: ChatSender, rules: ChatRules): boolean {
  return chats.some((chat) => rules.chats.includes(chat));
}

/** Whether a project listens to a user in its chat. */
export function admits({ userIds }: Pick<ChatRules, 'userIds'>, user: number): boolean {
  return userIds.length === 0 || userIds.includes(user);
}

const DAY_MS = 86_400_000;

/** Why a message is not for this session by the rules of its own project, or comes too late; undefined: it counts. */
export function chatRefusal(
  sender: ChatSender,
  rules: ChatRules | undefined,
  ageMs: number,
): string | undefined {
  if (ageMs > DAY_MS) return 'it was sent more than a day ago, and its machine was away';
  if (rules === undefined) return 'the project of the session does not use this bot';
  if (!isOfChat(sender, rules)) {
    return 'the project of the session has another chat';
  }
  if (!admits(rules, sender.user)) {
    return 'TELEGRAM_USER_IDS of the project of the session does not have you';
  }
  return undefined;
}

/** Whether everybody in a group could have sent it. */
export function isOfAnybody({ isGroup }: ChatSender, rules: ChatRules | undefined): boolean {
  return isGroup && (rules?.userIds.length ?? 0) === 0;
}

/** Whether a list of sessions shows those of a project to this person. */
export function maySee(sender: ChatSender, rules: ChatRules | undefined): boolean {
  return chatRefusal(sender, rules, 0) === undefined && !isOfAnybody(sender, rules);
}
