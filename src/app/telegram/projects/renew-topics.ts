import type { TelegramSettings } from '../../../domain/settings/config.ts';
import type { RegisteredSession } from './directory.ts';

/** The sessions of a bot. */
interface Registered {
  /** The one that was told of last comes first. */
  readonly sessions: () => readonly RegisteredSession[];
  readonly register: (session: RegisteredSession) => void;
}

/**
 * Registers each session again whose project names another topic now: it was registered by an earlier version,
 * or before `TELEGRAM_THREAD_ID` was set. Sessions of a project that cannot be read (`telegramIn`: undefined) stay as
 * they are.
 */
export function renewTopics(
  bot: Registered,
  { token }: Pick<TelegramSettings, 'token'>,
  telegramIn: (config: string) => Pick<TelegramSettings, 'token' | 'topic'> | undefined,
): void {
  const found = new Map<string, ReturnType<typeof telegramIn>>();
  // The one that was told of last stays the first.
  for (const session of [...bot.sessions()].reverse()) {
    const { config } = session;
    if (config === undefined) continue;
    if (!found.has(config)) found.set(config, telegramIn(config));
    const telegram = found.get(config);
    if (telegram?.token !== token) continue;
    if (telegram.topic !== session.topic) bot.register({ ...session, topic: telegram.topic });
  }
}
