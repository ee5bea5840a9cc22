import { join } from 'node:path';
import { fleetSettings } from '../../../adapters/config/fleet-settings.ts';
import { makeFolder } from '../../../adapters/disk/make-folder.ts';
import { type BotState, registerAll } from '../../../adapters/notify/telegram/bot-state.ts';
import { telegramPoller } from '../../../adapters/notify/telegram/receive/poller.ts';
import { listSessions } from '../../../adapters/session/session-list.ts';
import type { Poller } from '../../../app/ports/notifier.ts';
import type { Stops } from '../../../app/ports/repository.ts';
import type { SessionDirectory } from '../../../app/ports/telegram.ts';
import { applyAnywhere } from '../../../app/telegram/anywhere.ts';
import { applyIncoming } from '../../../app/telegram/apply.ts';
import {
  chatRefusal,
  type ChatRules,
  isOfAnybody,
  isOfChat,
} from '../../../domain/fleet/chat/chat-rules.ts';
import { type Incoming, sessionToken } from '../../../domain/people/chat.ts';
import type { TelegramSettings } from '../../../domain/settings/config.ts';
import type { Project } from '../place/place.ts';
import { leasesIn } from '../running/leases-in.ts';
import { botStateOf, telegramOptions, type Where } from './bot-state.ts';
import { rulesReader } from './chat-rules.ts';
import { openInChat } from './opened-session.ts';
import { projectsOf } from './projects.ts';
import { renewTopics } from './topics.ts';

/** The poller's output: for people, and for debugging. */
export interface PollerWords {
  readonly warn: (text: string) => void;
  readonly debug: (text: string) => void;
  /** Each thing that was done. */
  readonly heard: (text: string) => void;
}

interface How {
  readonly stop: AbortSignal;
  readonly warn: (text: string) => void;
  /** The chat of a project, and who may act there; undefined: it cannot be read. */
  readonly rules: (config: string | undefined) => ChatRules | undefined;
}

/**
 * The Telegram connection of a project: receives messages, and carries them out for every known
 * session.
 */
export async function openPoller(
  where: Where,
  telegram: TelegramSettings,
  { stops, ...words }: PollerWords & { readonly stops: Stops },
): Promise<Poller> {
  const bot = botStateOf(where, telegram);
  // The folder of the leases of `leasesIn`.
  makeFolder(join(bot.folder, '.run'));
  renewTopics(bot, telegram);
  const options = telegramOptions(where, telegram, { stops, keeps: true, warn: words.warn });
  const settings = fleetSettings(where);
  const rules = rulesReader(where, telegram);
  const chat =
    settings === undefined
      ? undefined
      : (await import('../fleet/chat/chat.ts')).openFleetChat({
          ...{ settings, stateDir: where.stateDir, bot, options, rulesOf: rules, warn: words.warn },
        });
  const poller = telegramPoller({
    options: { ...options, userIds: telegram.userIds },
    bot,
    leases: leasesIn(bot.folder, stops.stop),
    election: chat?.election,
    ...projectsOf(bot, rules, async (as) => (await chat?.chats(as)) ?? []),
    apply: async (incoming) => {
      const how = { stop: stops.stop, warn: words.warn, rules };
      const directory = directoryOf(bot, where, how, incoming);
      const fleet = chat?.fleet();
      const reply = await (fleet === undefined
        ? applyIncoming(directory, incoming)
        : applyAnywhere(directory, fleet, incoming));
      words.heard(`${incoming.by}: ${reply.said === '' ? incoming.what.kind : reply.said}`);
      return reply;
    },
    warn: words.warn,
    debug: words.debug,
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

/** A command in a chat is about the sessions of its projects; in a topic about those of that topic, and of none. */
function directoryOf(
  bot: BotState,
  where: Where,
  { rules, ...how }: How,
  { topic, sender, isForOthers, isAnybody }: Incoming,
): SessionDirectory {
  const isMeant = (config: string | undefined): boolean => {
    const found = rules(config);
    if (found === undefined || sender === undefined) return isForOthers !== true;
    return isOfChat(sender, found);
  };
  const sessions = once(() =>
    bot
      .sessions()
      .filter(({ config }) => isMeant(config))
      .map((session) => ({ ...session, token: sessionToken(session.path) })),
  );
  return {
    sessions: () =>
      sessions().filter((one) => one.topic === undefined || one.topic === (topic ?? one.topic)),
    open: (token) => {
      const known = sessions().find((session) => session.token === token);
      if (known === undefined) return undefined;
      const found = rules(known.config);
      const opened = openInChat(known, { stateDir: where.stateDir, ...how });
      if (found === undefined || sender === undefined) {
        return { ...opened, isOfAnybody: isAnybody === true };
      }
      const refusal = chatRefusal(sender, found, 0);
      return { ...opened, refusal, isOfAnybody: isOfAnybody(sender, found) };
    },
    queue: async () => {
      const { delayedView } = await import('../queue/queue.ts');
      return await delayedView(Date.now());
    },
    rules,
    now: Date.now,
  };
}

/** A message may ask more than once. */
function once<T>(read: () => T): () => T {
  let value: { readonly of: T } | undefined;
  return () => (value ??= { of: read() }).of;
}
