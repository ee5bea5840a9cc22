import { dirname } from 'node:path';
import { systemClock } from '../../../adapters/clock.ts';
import { fleetSettings } from '../../../adapters/config/fleet-settings.ts';
import { withEventCommand } from '../../../adapters/notify/event-command.ts';
import type { BotState } from '../../../adapters/notify/telegram/bot-state.ts';
import { telegramNotifier } from '../../../adapters/notify/telegram/telegram.ts';
import { runTool } from '../../../adapters/process/run-tool.ts';
import { MARK_NAME } from '../../../adapters/process/table/process-table.ts';
import type { Notifier } from '../../../app/ports/notifier.ts';
import { heardNotifier, type NamedSession } from '../../../app/telegram/heard-notifier.ts';
import type { TelegramSettings } from '../../../domain/settings/config.ts';
import type { Place, Project } from '../place/place.ts';
import { botStateOf, telegramOptions, type TelegramUse } from '../telegram/bot-state.ts';
import { rulesOf } from '../telegram/chat-rules.ts';
import { leasesIn, mayBeHeld } from './leases-in.ts';

export interface NotifierUse extends Omit<TelegramUse, 'keeps'> {
  /** This run listens to Telegram itself once it waits for a person. */
  readonly listens: boolean;
  /** The run's id, the mark of the processes that it starts; undefined: a command of a person tells. */
  readonly run?: string;
}

/** A session, or the queue, which has no folder. */
type EventPlace = Project & {
  readonly session: string;
  readonly folder: { readonly path: string | undefined };
};

/** Who tells people: Telegram, and the person's own command for events. */
export function openNotifier(place: Place, use: NotifierUse): Notifier {
  const { telegram, onEvent } = place.config;
  const chat = telegram === undefined ? NOBODY : chatNotifier(place, telegram, use);
  return onEvent === undefined ? chat : eventNotifier(place, onEvent, use, chat);
}

const NOBODY: Notifier = { tell: () => Promise.resolve(undefined) };

/** The person's command, and then `next`. */
export function eventNotifier(
  place: EventPlace,
  command: string,
  use: NotifierUse,
  next: Notifier = NOBODY,
): Notifier {
  return withEventCommand(next, {
    command,
    cwd: dirname(place.config.configPath),
    // Marked, so that the next run ends a command that outlived this one.
    env: { ...place.child, ...(use.run === undefined ? {} : { [MARK_NAME]: use.run }) },
    place: { session: place.session, path: place.folder.path, config: place.config.configPath },
    ...{ stops: use.stops, runTool, now: () => systemClock.now(), warn: use.warn },
  });
}

export function chatNotifier(
  project: Project,
  telegram: TelegramSettings,
  use: NotifierUse,
): Notifier {
  const options = telegramOptions(project, telegram, { ...use, keeps: true });
  const bot = botStateOf(project, telegram);
  const poller = leasesIn(bot.folder, use.stops.stop);
  const hearers = {
    ...{ isHere: use.listens, isOnMachine: () => mayBeHeld(poller) },
    config: project.config.configPath,
    announce: async (session: NamedSession | undefined) =>
      await announce(project, { bot, telegram }, session),
  };
  return heardNotifier(hearers, (unheard) => telegramNotifier(options, bot, unheard));
}

async function announce(
  project: Project,
  { bot, telegram }: { readonly bot: BotState; readonly telegram: TelegramSettings },
  session: NamedSession | undefined,
): Promise<boolean> {
  const settings = fleetSettings(project);
  if (settings === undefined) return false;
  const { announceInFleet } = await import('../fleet/chat/announce.ts');
  const { topic } = telegram;
  const rules = rulesOf(project, telegram);
  return await announceInFleet(
    { settings, bot, rulesOf: () => rules },
    session && { ...session, topic },
  );
}
