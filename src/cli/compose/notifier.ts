import { telegramNotifier } from '../../adapters/notify/telegram.ts';
import type { Notifier } from '../../app/ports.ts';
import type { TelegramSettings } from '../../domain/config.ts';
import type { Project } from './place.ts';
import { telegramBoxOf, telegramOptions, type TelegramUse } from './telegram-box.ts';

/** Who tells people over Telegram. */
export function openNotifier(
  project: Project,
  telegram: TelegramSettings,
  use: Omit<TelegramUse, 'keeps'>,
): Notifier {
  const options = telegramOptions(project, telegram, { ...use, keeps: true });
  return telegramNotifier(options, telegramBoxOf(project, telegram));
}
