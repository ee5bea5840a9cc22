import { join } from 'node:path';
import { fleetSettings } from '../../../adapters/config/fleet-settings.ts';
import { makeFolder } from '../../../adapters/disk/make-folder.ts';
import { registerAll } from '../../../adapters/notify/telegram/bot-state.ts';
import { openOutcomes } from '../../../adapters/notify/telegram/receive/outcomes.ts';
import { telegramPoller } from '../../../adapters/notify/telegram/receive/poller.ts';
import { listSessions } from '../../../adapters/session/session-list.ts';
import type { Poller } from '../../../app/ports/notifier.ts';
import type { Stops } from '../../../app/ports/repository.ts';
import { hearing } from '../../../app/telegram/hear.ts';
import { projectChats } from '../../../app/telegram/projects/project-chats.ts';
import { renewTopics } from '../../../app/telegram/projects/renew-topics.ts';
import { lastRules } from '../../../domain/fleet/chat/project-chat.ts';
import type { TelegramSettings } from '../../../domain/settings/config.ts';
import type { Project } from '../place/place.ts';
import { leasesIn } from '../running/leases-in.ts';
import { botStateOf, telegramOptions, type Where } from './bot-state.ts';
import { chatIn, chatReader, telegramIn } from './chat-rules.ts';
import { openInChat } from './opened-session.ts';

/** The poller's output: for people, and for debugging. */
export interface PollerWords {
  readonly warn: (text: string) => void;
  readonly debug: (text: string) => void;
  /** Each thing that was done. */
  readonly heard: (text: string) => void;
}

/**
 * The Telegram connection of a project: receives messages, and carries them out for every known
 * session.
 */
export async function openPoller(
  where: Where,
  telegram: TelegramSettings,
  { stops, warn, debug, heard }: PollerWords & { readonly stops: Stops },
): Promise<Poller> {
  const { stop } = stops;
  const bot = botStateOf(where, telegram);
  // The folder of the leases of `leasesIn`.
  makeFolder(join(bot.folder, '.run'));
  renewTopics(bot, telegram, telegramIn);
  const options = telegramOptions(where, telegram, { stops, keeps: true, warn });
  const settings = fleetSettings(where);
  const outcomes = openOutcomes();
  const chatOf = chatReader(where, telegram);
  const chat =
    settings === undefined
      ? undefined
      : (await import('../fleet/chat/chat.ts')).fleetChatOf({
          ...{ settings, stateDir: where.stateDir, bot, options, outcomes, warn },
          rulesOf: (config) => lastRules(chatOf(config)),
        });
  const poller = telegramPoller({
    ...{ bot, outcomes, warn, debug, election: chat?.election },
    options: { ...options, userIds: telegram.userIds },
    leases: leasesIn(bot.folder, stop),
    projects: projectChats({
      chatOf,
      ofFleet: async (as) => (await chat?.chats(as)) ?? [],
      idNow: (configured) => chatIn(bot, configured, true).current(),
    }),
    moved: ({ chats: [configured] }, to) => {
      if (configured !== undefined) chatIn(bot, configured, true).movedTo(to);
    },
    apply: hearing({
      ...{ sessions: () => bot.sessions(), chatOf, heard, now: Date.now },
      fleet: () => chat?.fleet(),
      open: (known) => openInChat(known, { stateDir: where.stateDir, stop, warn }),
      queue: async (now) => await (await import('../queue/queue.ts')).delayedView(now),
    }),
  });
  return {
    begin: () => {
      poller.begin();
    },
    end: async () => {
      await poller.end();
      await chat?.end();
    },
  };
}

/** Registers all sessions of a project with the bot. */
export function registerSessions(project: Project, telegram: TelegramSettings): number {
  const { sessions, configPath } = project.config;
  const all = listSessions(sessions);
  registerAll(botStateOf(project, telegram), { config: configPath, topic: telegram.topic }, all);
  return all.length;
}
