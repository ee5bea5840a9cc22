import type { BotState } from '../../../adapters/notify/telegram/bot-state.ts';
import { openChat } from '../../../adapters/notify/telegram/moved-chat.ts';
import type { PollerParts } from '../../../adapters/notify/telegram/receive/handle.ts';
import type { ChatRules } from '../../../domain/fleet/chat/chat-rules.ts';
import { lastRules, type ProjectChat } from '../../../domain/fleet/chat/project-chat.ts';

type Rules = readonly (ChatRules | undefined)[];

/** The chats of the projects that use a bot, on this machine and in its fleet. */
export function projectsOf(
  bot: BotState,
  chatOf: (config: string | undefined) => ProjectChat | undefined,
  ofFleet: (as: 'known' | 'now') => Promise<Rules>,
): Pick<PollerParts, 'projects' | 'moved'> {
  return {
    projects: async (as, sessions) => {
      const configs = new Set(sessions.map(({ config }) => config));
      const all = [
        ...[...configs].map((config) => lastRules(chatOf(config))),
        ...(await ofFleet(as)),
      ];
      // Those of a project come with each of its sessions.
      const unique = new Map(all.map((one) => [JSON.stringify(one), one]));
      return [...unique.values()].flatMap((one) => (one === undefined ? [] : withMoved(bot, one)));
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
