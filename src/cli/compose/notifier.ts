import { telegramNotifier } from '../../adapters/notify/telegram.ts';
import type { Notifier } from '../../app/ports.ts';
import type { TelegramSettings } from '../../domain/config.ts';
import type { Project } from './place.ts';
import { proxySettings } from './proxy.ts';
import { telegramBoxOf } from './telegram-box.ts';

/** Who tells people over Telegram. */
export function openNotifier(project: Project, telegram: TelegramSettings): Notifier {
  const proxy = proxySettings(project.environment);
  return telegramNotifier({ ...telegram, proxy }, telegramBoxOf(project, telegram));
}
