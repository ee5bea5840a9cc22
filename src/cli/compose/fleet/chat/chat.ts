import { join } from 'node:path';
import { bootMs } from '../../../../adapters/boot-clock.ts';
import {
  endOldActs,
  lateReplies,
  noteTold,
  sendChatAct,
} from '../../../../adapters/fleet/chat/chat-acts.ts';
import {
  chatSessions,
  findChatSession,
  onceEach,
} from '../../../../adapters/fleet/chat/chat-sessions.ts';
import { openElection } from '../../../../adapters/fleet/chat/election.ts';
import type { FleetDatabase, Sql } from '../../../../adapters/fleet/database/database.ts';
import { heartbeatOf } from '../../../../adapters/fleet/database/schema.ts';
import { fleetSessions } from '../../../../adapters/fleet/sessions.ts';
import { monotonicMs } from '../../../../adapters/monotonic.ts';
import type { BotState } from '../../../../adapters/notify/telegram/bot-state.ts';
import type { TelegramOptions } from '../../../../adapters/notify/telegram/client.ts';
import { lateDelivery } from '../../../../adapters/notify/telegram/receive/late.ts';
import type { Outcomes } from '../../../../adapters/notify/telegram/receive/outcomes.ts';
import { randomId } from '../../../../adapters/random-id.ts';
import { openPassLoop } from '../../../../app/fleet/pass-loop.ts';
import type { ChatFleet } from '../../../../app/ports/fleet/chat.ts';
import type { Election, PollingRight } from '../../../../app/ports/fleet/election.ts';
import { NEVER } from '../../../../app/ports/repository.ts';
import { chatActOf } from '../../../../domain/fleet/chat/chat-act.ts';
import type { ChatRules } from '../../../../domain/fleet/chat/chat-rules.ts';
import { errorMessage } from '../../../../domain/text/error-code.ts';
import { leasesIn, mayBeHeld } from '../../running/leases-in.ts';
import { actsHere } from '../acts.ts';
import { fleetDatabase } from '../open-fleet.ts';
import { nameOf, type SharedBot, tellSessions } from './announce.ts';
import { type Known, openKnown } from './known-sessions.ts';

/** The poller of a bot that machines share. */
export interface PollerOfFleet extends SharedBot {
  readonly stateDir: string;
  readonly options: TelegramOptions;
  /** Those that the poller tells, too. */
  readonly outcomes: Outcomes;
  readonly warn: (text: string) => void;
}

/** The part of a poller for the other machines. */
export interface FleetChat {
  readonly election: Election;
  /** Undefined before the right to poll is there. */
  readonly fleet: () => ChatFleet | undefined;
  /** The chats of the projects that use the bot, as the machines told of them. */
  readonly chats: (as: 'known' | 'now') => Promise<readonly (ChatRules | undefined)[]>;
  readonly end: () => Promise<void>;
}

/** The right to poll is renewed so often in the time after which a machine is given up, and at least every 20 s. */
const BEATS = 10;
const SHORTEST_BEAT_MS = 1000;
const LONGEST_BEAT_MS = 20_000;
/** Less than two beats: a silent database must not keep the holder from its own sessions. */
const QUERY_MS = 5000;
const LOOK_MS = 1000;
const PAUSE_MS = 60_000;
const OLD_ACTS_MS = 60_000;

/** Opens the database with the first wish to poll. */
export function openFleetChat(of: PollerOfFleet): FleetChat {
  let opened: Promise<OpenedChat> | undefined;
  let fleet: ChatFleet | undefined;
  let endKnown = (): void => undefined;
  const holder = randomId();
  return {
    fleet: () => fleet,
    chats: async (as) => {
      if (as === 'now') await fleet?.sessions().catch(() => undefined);
      return fleet?.lastKnown().map(({ rules }) => rules) ?? [];
    },
    election: {
      take: async (stop) => {
        opened ??= openChat(of).catch((error: unknown) => {
          opened = undefined;
          const said = `Telegram is not heard here, and is tried again: ${errorMessage(error)}`;
          throw new Error(said, { cause: error });
        });
        const chat = await opened;
        const { sql } = chat.database;
        const right = await openElection({
          ...{ sql, bot: nameOf(of.bot), machine: of.settings.machine, holder },
          ...{ everyMs: chat.everyMs, bootMs, warn: of.warn },
        }).take(stop);
        chat.holds(right);
        const known = openKnown(() => chatSessions(sql, of.settings.machine, nameOf(of.bot)));
        endKnown();
        endKnown = known.end;
        fleet = chatFleet(of, sql, known);
        return right;
      },
    },
    end: async () => {
      const chat = await opened?.catch(() => undefined);
      opened = undefined;
      fleet = undefined;
      endKnown();
      await chat?.end();
    },
  };
}

interface OpenedChat {
  readonly database: FleetDatabase;
  readonly everyMs: number;
  /** From now on this process tells late outcomes, too. */
  readonly holds: (right: PollingRight | undefined) => void;
  readonly end: () => Promise<void>;
}

async function openChat(of: PollerOfFleet): Promise<OpenedChat> {
  const { settings, stateDir, bot, warn } = of;
  const database = await fleetDatabase(settings, QUERY_MS);
  try {
    const { sql } = database;
    const beatMs = (await heartbeatOf(database)) / BEATS;
    await tellSessions(sql, of, bot.sessions());
    let right: PollingRight | undefined;
    const here = { database, machine: settings.machine };
    const acts = openPassLoop(actsHere(here, warn, 'chat'));
    const late = openPassLoop(lateTeller(of, sql, () => right?.isHeld() === true));
    const work = leasesIn(join(stateDir, 'work'), NEVER.stop);
    const timer = setInterval(() => {
      late.ring();
      // `samocode work` carries them out itself.
      if (!mayBeHeld(work)) acts.ring();
    }, LOOK_MS);
    return {
      database,
      everyMs: Math.min(Math.max(beatMs, SHORTEST_BEAT_MS), LONGEST_BEAT_MS),
      holds: (held) => (right = held),
      end: async () => {
        clearInterval(timer);
        await Promise.all([acts.end(), late.end()]);
        await database[Symbol.asyncDispose]();
      },
    };
  } catch (error) {
    await database[Symbol.asyncDispose]();
    throw error;
  }
}

/** Tells the outcomes that came after the person was told to wait. One that was told as we died is told twice. */
function lateTeller(
  { bot, options, outcomes, warn }: PollerOfFleet,
  sql: Sql,
  isHeld: () => boolean,
) {
  const deliver = lateDelivery(options, outcomes);
  let notBefore = 0;
  let endOldAt = 0;
  return async (): Promise<void> => {
    if (!isHeld() || monotonicMs() < notBefore) return;
    // A silent database is told by the election.
    if (monotonicMs() >= endOldAt) {
      endOldAt = monotonicMs() + OLD_ACTS_MS;
      await endOldActs(sql, botId(bot)).catch(() => undefined);
    }
    for (const late of await lateReplies(sql, botId(bot)).catch(() => [])) {
      const why = await deliver(late);
      if (why === undefined) await noteTold(sql, late).catch(() => undefined);
      else {
        warn(`the outcome of an act on ${late.session} is told later: ${why}`);
        notBefore = monotonicMs() + PAUSE_MS;
        return;
      }
    }
  };
}

const NOBODYS = { said: 'Nothing was done: Telegram does not say who sent it.' };

function chatFleet({ settings: { machine } }: SharedBot, sql: Sql, known: Known): ChatFleet {
  return {
    machine,
    sessions: async () => onceEach((await known.ask()).filter(({ isListed }) => isListed)),
    lastKnown: known.last,
    find: (token) => findChatSession(sql, machine, token),
    send: async (session, incoming, meant) => {
      const { source, by } = incoming;
      const act = chatActOf(incoming, meant, session);
      if (act === undefined) return NOBODYS;
      return await sendChatAct(sql, session, { source, by, act });
    },
    list: () => fleetSessions(sql),
  };
}

/** As sources have it. */
function botId({ folder }: BotState): string {
  return folder.slice(-8);
}
