import { join } from 'node:path';
import { fleetSettings } from '../../../adapters/config/fleet-settings.ts';
import { makeFolder } from '../../../adapters/disk/make-folder.ts';
import { type BotState, registerAll } from '../../../adapters/notify/telegram/bot-state.ts';
import { openOutcomes } from '../../../adapters/notify/telegram/receive/outcomes.ts';
import { telegramPoller } from '../../../adapters/notify/telegram/receive/poller.ts';
import { listSessions } from '../../../adapters/session/session-list.ts';
import type { Poller } from '../../../app/ports/notifier.ts';
import type { Stops } from '../../../app/ports/repository.ts';
import type { SessionDirectory } from '../../../app/ports/telegram.ts';
import { applyAnywhere } from '../../../app/telegram/anywhere.ts';
import { applyIncoming } from '../../../app/telegram/apply.ts';
import {
  isByAnybody,
  isShownTo,
  lastRules,
  type ProjectChat,
  projectRefusal,
} from '../../../domain/fleet/chat/project-chat.ts';
import type { Incoming } from '../../../domain/people/chat.ts';
import { sessionToken } from '../../../domain/people/token.ts';
import type { TelegramSettings } from '../../../domain/settings/config.ts';
import type { Project } from '../place/place.ts';
import { leasesIn } from '../running/leases-in.ts';
import { botStateOf, telegramOptions, type Where } from './bot-state.ts';
import { chatReader } from './chat-rules.ts';
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
  /** The chat of a project, and who may act there; undefined: for a session of an earlier version. */
  readonly chatOf: (config: string | undefined) => ProjectChat | undefined;
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
  const outcomes = openOutcomes();
  const chatOf = chatReader(where, telegram);
  const chat =
    settings === undefined
      ? undefined
      : (await import('../fleet/chat/chat.ts')).openFleetChat({
          ...{ settings, stateDir: where.stateDir, bot, options, outcomes, warn: words.warn },
          rulesOf: (config) => lastRules(chatOf(config)),
        });
  const poller = telegramPoller({
    options: { ...options, userIds: telegram.userIds },
    bot,
    leases: leasesIn(bot.folder, stops.stop),
    election: chat?.election,
    outcomes,
    ...projectsOf(bot, chatOf, async (as) => (await chat?.chats(as)) ?? []),
    apply: async (incoming) => {
      const how = { stop: stops.stop, warn: words.warn, chatOf };
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

/**
 * A command in a chat is about the sessions of its projects; in a topic about those of that topic, and of none. A button
 * or a reply finds each session, whose project says who may act.
 */
function directoryOf(
  bot: BotState,
  where: Where,
  { chatOf, ...how }: How,
  incoming: Incoming,
): SessionDirectory {
  const { topic } = incoming;
  const all = once(() =>
    bot.sessions().map((session) => ({ ...session, token: sessionToken(session.path) })),
  );
  const shown = once(() => all().filter(({ config }) => isShownTo(incoming, chatOf(config))));
  return {
    sessions: () =>
      shown().filter((one) => one.topic === undefined || one.topic === (topic ?? one.topic)),
    open: (token) => {
      const known = all().find((session) => session.token === token);
      if (known === undefined) return undefined;
      const chat = chatOf(known.config);
      return {
        ...openInChat(known, { stateDir: where.stateDir, ...how }),
        refusal: projectRefusal(incoming, chat),
        isShown: isShownTo(incoming, chat),
        isOfAnybody: isByAnybody(incoming, chat),
      };
    },
    queue: async () => {
      const { delayedView } = await import('../queue/queue.ts');
      return await delayedView(Date.now());
    },
    chatOf,
    now: Date.now,
  };
}

/** A message may ask more than once. */
function once<T>(read: () => T): () => T {
  let value: { readonly of: T } | undefined;
  return () => (value ??= { of: read() }).of;
}
