import type { BotState } from '../../../adapters/notify/telegram/bot-state.ts';
import type { TelegramSettings } from '../../../domain/settings/config.ts';
import { telegramIn } from './chat-rules.ts';

/**
 * Registers each session again whose project names another topic now: it was registered by an earlier version,
 * or before `TELEGRAM_THREAD_ID` was set. Sessions of a project that cannot be read stay as they are.
 */
export function renewTopics(bot: BotState, { token }: Pick<TelegramSettings, 'token'>): void {
  const found = new Map<string, TelegramSettings | undefined>();
  // The one that was told of last comes first, and is to stay there.
  for (const session of [...bot.sessions()].reverse()) {
    const { config } = session;
    if (config === undefined) continue;
    if (!found.has(config)) found.set(config, telegramIn(config));
    const telegram = found.get(config);
    if (telegram?.token !== token) continue;
    if (telegram.topic !== session.topic) bot.register({ ...session, topic: telegram.topic });
  }
}
