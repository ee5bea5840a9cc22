import { systemClock } from '../../../adapters/clock.ts';
import { type BotState, openBotState } from '../../../adapters/notify/telegram/bot-state.ts';
import type { TelegramOptions } from '../../../adapters/notify/telegram/client.ts';
import { openChat } from '../../../adapters/notify/telegram/moved-chat.ts';
import type { Stops } from '../../../app/ports/repository.ts';
import { chatWarnings } from '../../../app/telegram/chat-warnings.ts';
import type { TelegramSettings } from '../../../domain/settings/config.ts';
import { IN_SETTINGS_FILE } from '../../../domain/settings/settings-files.ts';
import { UserError } from '../../../domain/text/user-error.ts';
import type { Project } from '../place/place.ts';
import { openNetwork, USER_AGENT } from './network.ts';

/** Where and for whom a bot works. */
export type Where = Pick<Project, 'environment' | 'home' | 'stateDir'>;

/** The bot of a project; throws where Telegram is not set up. */
export function telegramOf({ config }: Project): TelegramSettings {
  if (config.telegram !== undefined) return config.telegram;
  throw new UserError('Telegram is not set up', {
    hint: `set TELEGRAM_BOT_TOKEN and TELEGRAM_CHAT_ID ${IN_SETTINGS_FILE}`,
  });
}

/** This user's records of a bot on this machine. */
export function botStateOf(
  { stateDir }: Pick<Where, 'stateDir'>,
  { token }: TelegramSettings,
): BotState {
  return openBotState(stateDir, token);
}

/** What ends a request, and who hears of a group that became a supergroup. */
export interface TelegramUse {
  readonly stops: Stops;
  /** A new id of the chat is written down. */
  readonly keeps: boolean;
  readonly warn: (text: string) => void;
}

/** How the Bot API is reached. */
export function telegramOptions(
  where: Where,
  telegram: TelegramSettings,
  { stops, keeps, warn }: TelegramUse,
): TelegramOptions {
  const { token, chatId, apiUrl, topic } = telegram;
  const { folder } = botStateOf(where, telegram);
  const { onMoved, onLostTopic } = chatWarnings(warn);
  return {
    ...{ token, chatId, apiUrl, topic, stops, onLostTopic },
    chat: openChat({ folder, configured: chatId, keeps, onMoved }),
    userAgent: USER_AGENT,
    clock: systemClock,
    network: openNetwork(where.environment),
  };
}
