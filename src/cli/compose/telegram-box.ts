import { openBox, type TelegramBox } from '../../adapters/notify/telegram-box.ts';
import type { TelegramSettings } from '../../domain/config.ts';
import type { Project } from './place.ts';
import { stateFolder } from './state-folder.ts';

/** What this user keeps of a bot on this machine. */
export function telegramBoxOf(
  { environment, home }: Pick<Project, 'environment' | 'home'>,
  { token }: TelegramSettings,
): TelegramBox {
  return openBox(stateFolder(environment, home), token);
}
