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

/** The chats of other projects than one with these ids; each once, for all whom one of its projects names. */
export function otherChats(
  own: readonly string[],
  all: readonly (ChatRules | undefined)[],
): readonly ChatRules[] {
  const found = new Map<string, ChatRules>();
  for (const rules of all) {
    const [name] = rules?.chats ?? [];
    if (rules === undefined || name === undefined) continue;
    if (rules.chats.some((chat) => own.includes(chat))) continue;
    found.set(name, both(found.get(name), rules));
  }
  return [...found.values()];
}

function both(one: ChatRules | undefined, other: ChatRules): ChatRules {
  if (one === undefined) return other;
  const isOpen = one.userIds.length === 0 || other.userIds.length === 0;
  const userIds = isOpen ? [] : [...new Set([...one.userIds, ...other.userIds])];
  return { chats: [...new Set([...one.chats, ...other.chats])], userIds };
}

const DAY_MS = 86_400_000;

/** Why a message is not for this session by the rules of its own project, or comes too late; undefined: it counts. */
export function chatRefusal(
  sender: ChatSender,
  rules: ChatRules | undefined,
  ageMs: number,
): string | undefined {
  if (ageMs > DAY_MS) return 'it was sent more than a day ago, and its machine was away';
  if (rules === undefined) return 'the project of the session has no Telegram';
  if (!isOfChat(sender, rules)) {
    return 'the project of the session has another chat';
  }
  if (rules.userIds.length > 0 && !rules.userIds.includes(sender.user)) {
    return 'TELEGRAM_USER_IDS of the project of the session does not have you';
  }
  return undefined;
}

/** Whether everybody in a group could have sent it. */
export function isOfAnybody({ isGroup }: ChatSender, rules: ChatRules | undefined): boolean {
  return isGroup && (rules?.userIds.length ?? 0) === 0;
}
