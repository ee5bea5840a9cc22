import type { BotState } from '../../../adapters/notify/telegram/bot-state.ts';
import { openChat } from '../../../adapters/notify/telegram/moved-chat.ts';
import type { PollerParts } from '../../../adapters/notify/telegram/receive/handle.ts';
import { type ChatRules, otherChats } from '../../../domain/fleet/chat/chat-rules.ts';

type Rules = readonly (ChatRules | undefined)[];

interface Chats {
  /** The chat of the project whose process hears the bot. */
  readonly own: () => readonly string[];
  readonly ofFleet: (as: 'known' | 'now') => Promise<Rules>;
}

/** The chats of other projects that use a bot, on this machine and in its fleet. */
export function otherProjects(
  bot: BotState,
  rulesOf: (config: string | undefined) => ChatRules | undefined,
  { own, ofFleet }: Chats,
): Pick<PollerParts, 'others' | 'moved'> {
  return {
    others: async (as) => {
      const configs = new Set(bot.sessions().map(({ config }) => config));
      const all = [...[...configs].map((config) => rulesOf(config)), ...(await ofFleet(as))];
      // Those of a project come with each of its sessions.
      const unique = new Map(all.map((one) => [JSON.stringify(one), one]));
      return otherChats(
        own(),
        [...unique.values()].map((one) => one && withMoved(bot, one)),
      );
    },
    moved: (other, to) => {
      recordsOf(bot, other)?.movedTo(to);
    },
  };
}

/** The records of this machine about a chat; its project's own runs tell a person that it moved. */
function recordsOf({ folder }: BotState, { chats: [configured] }: ChatRules) {
  if (configured === undefined) return undefined;
  return openChat({ folder, configured, keeps: true, onMoved: () => undefined });
}

function withMoved(bot: BotState, rules: ChatRules): ChatRules {
  const now = recordsOf(bot, rules)?.current() ?? '';
  if (now === '' || rules.chats.includes(now)) return rules;
  return { ...rules, chats: [...rules.chats, now] };
}
