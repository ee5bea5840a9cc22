import { loadConfig } from '../../../adapters/config/load-config.ts';
import { namedHere } from '../../../adapters/config/named-config.ts';
import { monotonicMs } from '../../../adapters/monotonic.ts';
import { openChat } from '../../../adapters/notify/telegram/moved-chat.ts';
import { keepRules } from '../../../app/telegram/kept-rules.ts';
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
  return loadConfig({ ...namedHere(config), flags: {}, checkExecutable: false }).config.telegram;
}

/** The chat of a project, and who may act there on its sessions. */
export function rulesOf(where: Pick<Where, 'stateDir'>, telegram: TelegramSettings): ChatRules {
  const { folder } = botStateOf(where, telegram);
  const configured = telegram.chatId;
  const chat = openChat({ folder, configured, keeps: false, onMoved: () => undefined });
  return { chats: [...new Set([configured, chat.current()])], userIds: telegram.userIds };
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
