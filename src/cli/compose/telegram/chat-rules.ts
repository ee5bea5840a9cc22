import { loadSettings } from '../../../adapters/config/load-config.ts';
import { namedHere } from '../../../adapters/config/named-config.ts';
import { monotonicMs } from '../../../adapters/monotonic.ts';
import type { BotState } from '../../../adapters/notify/telegram/bot-state.ts';
import { type Chat, openChat } from '../../../adapters/notify/telegram/moved-chat.ts';
import { keepRules } from '../../../app/telegram/projects/kept-rules.ts';
import type { ChatRules } from '../../../domain/fleet/chat/chat-rules.ts';
import type { ProjectChat } from '../../../domain/fleet/chat/project-chat.ts';
import type { TelegramSettings } from '../../../domain/settings/config.ts';
import { botStateOf, type Where } from './bot-state.ts';

/** The Telegram of a project; undefined where it has none, or where its settings cannot be read: its own runs say so. */
export function telegramIn(config: string): TelegramSettings | undefined {
  try {
    return readTelegram(config);
  } catch {
    return undefined;
  }
}

function readTelegram(config: string): TelegramSettings | undefined {
  return loadSettings(namedHere(config)).config.telegram;
}

/** The chat of a project, and who may act there on its sessions. */
export function rulesOf(where: Pick<Where, 'stateDir'>, telegram: TelegramSettings): ChatRules {
  const { chatId, userIds } = telegram;
  const now = chatIn(botStateOf(where, telegram), chatId, false).current();
  return { chats: [...new Set([chatId, now])], userIds };
}

/** The records of this machine about a chat; its project's own runs tell a person that it moved. */
export function chatIn({ folder }: BotState, configured: string, keeps: boolean): Chat {
  return openChat({ folder, configured, keeps, onMoved: () => undefined });
}

/** Reads the chats of projects, as far as they use this bot. */
export function chatReader(
  where: Pick<Where, 'stateDir'>,
  { token }: Pick<TelegramSettings, 'token'>,
): (config: string | undefined) => ProjectChat | undefined {
  return keepRules((config) => {
    const telegram = readTelegram(config);
    return telegram?.token === token ? rulesOf(where, telegram) : undefined;
  }, monotonicMs);
}
