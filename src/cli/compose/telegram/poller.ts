import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { readTail } from '../../../adapters/disk/tail.ts';
import { type BotState, registerAll } from '../../../adapters/notify/telegram/bot-state.ts';
import { telegramPoller } from '../../../adapters/notify/telegram/receive/poller.ts';
import { prepareFolder } from '../../../adapters/session/folder.ts';
import { keptFolder } from '../../../adapters/session/kept-folder.ts';
import { listSessions } from '../../../adapters/session/session-list.ts';
import { openStore } from '../../../adapters/session/session-store.ts';
import type { Poller } from '../../../app/ports/notifier.ts';
import type { Stops } from '../../../app/ports/repository.ts';
import type { KnownSession, OpenedSession, SessionDirectory } from '../../../app/ports/telegram.ts';
import { applyIncoming } from '../../../app/telegram/apply.ts';
import { sessionToken } from '../../../domain/people/chat.ts';
import type { TelegramSettings } from '../../../domain/settings/config.ts';
import { standingWords } from '../../render/standing/standing-words.ts';
import type { Project } from '../place/place.ts';
import { queueWakingLeases } from '../queue/waking-leases.ts';
import { leasesIn } from '../running/leases-in.ts';
import { botStateOf, telegramOptions, type Where } from './bot-state.ts';
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
}

/**
 * The Telegram connection of a project: receives messages, and carries them out for every known
 * session.
 */
export function openPoller(
  where: Where,
  telegram: TelegramSettings,
  { stops, ...words }: PollerWords & { readonly stops: Stops },
): Poller {
  const bot = botStateOf(where, telegram);
  // The folder of the leases of `leasesIn`.
  mkdirSync(join(bot.folder, '.run'), { recursive: true, mode: 0o700 });
  renewTopics(bot, telegram);
  return telegramPoller({
    options: {
      ...telegramOptions(where, telegram, { stops, keeps: true, warn: words.warn }),
      userIds: telegram.userIds,
    },
    bot,
    leases: leasesIn(bot.folder, stops.stop),
    apply: async (incoming) => {
      const reply = await applyIncoming(
        directoryOf(bot, where, { stop: stops.stop, warn: words.warn }, incoming.topic),
        incoming,
      );
      words.heard(`${incoming.by}: ${reply.said === '' ? incoming.what.kind : reply.said}`);
      return reply;
    },
    warn: words.warn,
    debug: words.debug,
  });
}

/** Registers all sessions of a project with the bot. */
export function registerSessions(project: Project, telegram: TelegramSettings): number {
  const { sessions, configPath } = project.config;
  const all = listSessions(sessions);
  registerAll(botStateOf(project, telegram), { config: configPath, topic: telegram.topic }, all);
  return all.length;
}

/** A command in a topic is about the sessions of that topic, and those of none. */
function directoryOf(
  bot: BotState,
  where: Where,
  how: How,
  topic: number | undefined,
): SessionDirectory {
  const sessions = () =>
    bot.sessions().map((session) => ({ ...session, token: sessionToken(session.path) }));
  return {
    sessions: () =>
      sessions().filter((one) => one.topic === undefined || one.topic === (topic ?? one.topic)),
    open: (token) => {
      const known = sessions().find((session) => session.token === token);
      return known === undefined ? undefined : openSession(known, where, how);
    },
    queue: async () => {
      const { delayedView } = await import('../queue/queue.ts');
      return await delayedView(Date.now());
    },
    now: Date.now,
  };
}

const LOG_LINES = 15;

function openSession(known: KnownSession, where: Where, { stop, warn }: How): OpenedSession {
  const { path } = known;
  prepareFolder(path);
  const folder = path.split('/').at(-1) ?? known.name;
  const store = openStore({ path, folder, kept: keptFolder(where.stateDir, path) }, warn);
  return {
    ...known,
    store,
    leases: queueWakingLeases(leasesIn(path, stop), {
      ...{ stateDir: where.stateDir, session: known.name, config: known.config, path, warn },
    }),
    writer: { store, run: `phone-${process.pid}`, now: () => new Date(), warn },
    words: (standing) => standingWords(standing).reply?.(known.name),
    log: () =>
      readTail(`${path}/session.log`)
        .split('\n')
        .slice(-LOG_LINES - 1)
        .join('\n'),
    saveCheckpoint: () => {
      store.saveCheckpoint();
    },
  };
}
