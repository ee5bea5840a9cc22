import type { BotState } from '../../../adapters/notify/bot-state.ts';
import { telegramNotifier } from '../../../adapters/notify/telegram.ts';
import type { Notifier } from '../../../app/ports/notifier.ts';
import type { TelegramSettings } from '../../../domain/settings/config.ts';
import { joinShellWords } from '../../../domain/text/shell-words.ts';
import type { Project } from '../place/place.ts';
import { botStateOf, telegramOptions, type TelegramUse } from '../telegram/bot-state.ts';
import { leasesIn } from './leases-in.ts';

export interface NotifierUse extends Omit<TelegramUse, 'keeps'> {
  /** This run listens to Telegram itself once it waits for a person. */
  readonly listens: boolean;
}

/** Who tells people over Telegram. */
export function openNotifier(
  project: Project,
  telegram: TelegramSettings,
  use: NotifierUse,
): Notifier {
  const options = telegramOptions(project, telegram, { ...use, keeps: true });
  const bot = botStateOf(project, telegram);
  return telegramNotifier(options, bot, () =>
    use.listens || isHeard(bot, use.stops.stop) ? undefined : unheardWords(project),
  );
}

/** A poller whose lease cannot be read may live: the notice then says nothing about it. */
function isHeard({ folder }: BotState, stop: AbortSignal): boolean {
  try {
    return leasesIn(folder, stop).holder() !== undefined;
  } catch {
    return true;
  }
}

function unheardWords({ config }: Project): string {
  const command = joinShellWords(['samocode', 'listen', '--config', config.configPath]);
  return `Nothing listens to this chat: a button or a reply has no effect until this runs: ${command}`;
}
