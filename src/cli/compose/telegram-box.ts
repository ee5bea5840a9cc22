import { systemClock } from '../../adapters/clock.ts';
import type { Environment } from '../../adapters/config/environment.ts';
import { openBox, type TelegramBox } from '../../adapters/notify/telegram-box.ts';
import type { TelegramOptions } from '../../adapters/notify/telegram-client.ts';
import type { Stops } from '../../app/ports.ts';
import type { TelegramSettings } from '../../domain/config.ts';
import { networkOf, USER_AGENT } from './network.ts';
import type { Project } from './place.ts';
import { stateFolder } from './state-folder.ts';

/** What this user keeps of a bot on this machine. */
export function telegramBoxOf(
  { environment, home }: Pick<Project, 'environment' | 'home'>,
  { token }: TelegramSettings,
): TelegramBox {
  return openBox(stateFolder(environment, home), token);
}

/** How the Bot API is reached, and what ends a request to it. */
export function telegramOptions(
  environment: Environment,
  { token, chatId, apiUrl }: TelegramSettings,
  stops: Stops,
): TelegramOptions {
  return {
    ...{ token, chatId, apiUrl, stops },
    userAgent: USER_AGENT,
    clock: systemClock,
    network: networkOf(environment),
  };
}
