import type { Incoming } from '../../people/chat.ts';
import { chatRefusal, type ChatRules, isOfAnybody, isOfChat } from './chat-rules.ts';

/** The settings of a project about a bot. */
export type ProjectChat =
  /** `rules` undefined: they name no bot, or another one. */
  | { readonly kind: 'read'; readonly rules: ChatRules | undefined }
  /** `last`: those that could be read before. */
  | {
      readonly kind: 'unreadable';
      readonly why: string;
      readonly last: ChatRules | undefined;
    };

type Sent = Pick<Incoming, 'sender' | 'isForOthers' | 'isAnybody'>;

/** The rules of a project as last read; undefined: it does not use the bot, or that is not known. */
export function lastRules(chat: ProjectChat | undefined): ChatRules | undefined {
  return chat?.kind === 'unreadable' ? chat.last : chat?.rules;
}

/** Whether it is not known whom a project names. */
export function isUnknown(chat: ProjectChat | undefined): boolean {
  return chat?.kind !== 'read' && lastRules(chat) === undefined;
}

/**
 * Whether a chat is shown the sessions of a project: its own chat, and where that is not known, the chat of the project
 * whose process hears Telegram.
 */
export function isShownTo({ sender, isForOthers }: Sent, chat: ProjectChat | undefined): boolean {
  if (isUnknown(chat) || sender === undefined) return isForOthers !== true;
  const rules = lastRules(chat);
  return rules !== undefined && isOfChat(sender, rules);
}

/**
 * Why a person changes nothing in the sessions of a project; undefined: they may. `chat` undefined: an earlier version
 * registered the session without its project, so the project whose process hears Telegram decides.
 */
export function projectRefusal(
  { sender, isForOthers }: Sent,
  chat: ProjectChat | undefined,
): string | undefined {
  if (chat === undefined) {
    return isForOthers === true ? 'the project of the session is not known' : undefined;
  }
  if (chat.kind === 'unreadable') {
    return `the settings of the project of the session cannot be read: ${chat.why}`;
  }
  if (sender === undefined) return 'Telegram does not say who sent it';
  return chatRefusal(sender, chat.rules, 0);
}

/** Whether everybody in a group could have sent it, by the rules of the project of the session. */
export function isByAnybody({ sender, isAnybody }: Sent, chat: ProjectChat | undefined): boolean {
  return chat === undefined || sender === undefined
    ? isAnybody === true
    : isOfAnybody(sender, lastRules(chat));
}
