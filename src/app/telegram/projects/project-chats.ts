import type { ChatRules } from '../../../domain/fleet/chat/chat-rules.ts';
import { lastRules, type ProjectChat } from '../../../domain/fleet/chat/project-chat.ts';

type Rules = readonly (ChatRules | undefined)[];

/** Where the chats of projects are read. */
export interface ChatSources {
  readonly chatOf: (config: string | undefined) => ProjectChat | undefined;
  /** As the other machines told of them last, or after asking now. */
  readonly ofFleet: (as: 'known' | 'now') => Promise<Rules>;
  /** The id that a chat has now: a group gets another one when it becomes a supergroup. */
  readonly idNow: (configured: string) => string;
}

/** Reads the chats of the projects that use a bot, on this machine and in its fleet, each once. */
export function projectChats({ chatOf, ofFleet, idNow }: ChatSources) {
  const withMoved = (rules: ChatRules): ChatRules => {
    const [configured] = rules.chats;
    const now = configured === undefined ? undefined : idNow(configured);
    if (now === undefined || now === '' || rules.chats.includes(now)) return rules;
    return { ...rules, chats: [...rules.chats, now] };
  };
  return async (
    as: 'known' | 'now',
    sessions: readonly { readonly config: string | undefined }[],
  ): Promise<readonly ChatRules[]> => {
    const configs = new Set(sessions.map(({ config }) => config));
    const here = [...configs].map((config) => lastRules(chatOf(config)));
    const all = [...here, ...(await ofFleet(as))];
    // Those of a project come with each of its sessions.
    const unique = new Map(all.map((one) => [JSON.stringify(one), one]));
    return [...unique.values()].flatMap((one) => (one === undefined ? [] : withMoved(one)));
  };
}
