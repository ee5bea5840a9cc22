import { join } from 'node:path';
import { bootMs } from '../../../../adapters/boot-clock.ts';
import { everyMs, systemClock } from '../../../../adapters/clock.ts';
import { openChatDatabase } from '../../../../adapters/fleet/chat/chat-database.ts';
import type { TelegramOptions } from '../../../../adapters/notify/telegram/client.ts';
import { lateDelivery } from '../../../../adapters/notify/telegram/receive/late.ts';
import type { Outcomes } from '../../../../adapters/notify/telegram/receive/outcomes.ts';
import { randomId } from '../../../../adapters/random-id.ts';
import type { ChatDuties } from '../../../../app/fleet/chat/opened-chat.ts';
import { type FleetChat, openFleetChat } from '../../../../app/fleet/chat/poll-for-all.ts';
import { toldSessions } from '../../../../app/fleet/chat/told-sessions.ts';
import { NEVER } from '../../../../app/ports/repository.ts';
import { leasesIn, mayBeHeld } from '../../running/leases-in.ts';
import { actsHere } from '../acts.ts';
import { fleetDatabase } from '../open-fleet.ts';
import { type SharedBot, tellerOf } from './announce.ts';

/** The poller of a bot that machines share. */
export interface PollerOfFleet extends SharedBot {
  readonly stateDir: string;
  readonly options: TelegramOptions;
  /** Those that the poller tells, too. */
  readonly outcomes: Outcomes;
  readonly warn: (text: string) => void;
}

/** Less than two beats: a silent database must not keep the holder from its own sessions. */
const QUERY_MS = 5000;

/** The part of a poller for the other machines (`openFleetChat`). */
export function fleetChatOf(of: PollerOfFleet): FleetChat {
  const { bot, stateDir, options, outcomes, warn } = of;
  const holder = randomId();
  const work = leasesIn(join(stateDir, 'work'), NEVER.stop);
  return openFleetChat({
    ...{ clock: systemClock, every: everyMs, warn },
    open: () => openDuties(of, holder),
    told: () => toldSessions(bot.sessions(), tellerOf(of)),
    isWorking: () => mayBeHeld(work),
    deliver: lateDelivery(options, outcomes),
  });
}

async function openDuties(
  { settings, bot, warn }: PollerOfFleet,
  holder: string,
): Promise<ChatDuties> {
  const { machine } = settings;
  const database = await fleetDatabase(settings, QUERY_MS);
  return {
    ...openChatDatabase(database, {
      ...{ bot: bot.id, botId: bot.shortId, machine, holder, bootMs, warn },
    }),
    carryOutActs: actsHere({ database, machine }, warn, 'chat'),
    [Symbol.asyncDispose]: () => database[Symbol.asyncDispose](),
  };
}
