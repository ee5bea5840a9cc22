import { telegramNotifier } from '../../adapters/notify/telegram.ts';
import type { Notifier, Stops } from '../../app/ports.ts';
import type { TelegramSettings } from '../../domain/config.ts';
import type { Project } from './place.ts';
import { telegramBoxOf, telegramOptions } from './telegram-box.ts';

/** Who tells people over Telegram. */
export function openNotifier(project: Project, telegram: TelegramSettings, stops: Stops): Notifier {
  const options = telegramOptions(project.environment, telegram, stops);
  return telegramNotifier(options, telegramBoxOf(project, telegram));
}
