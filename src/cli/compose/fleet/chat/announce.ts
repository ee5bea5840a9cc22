import type { FleetSettings } from '../../../../adapters/config/fleet-settings.ts';
import { tellChatSessions } from '../../../../adapters/fleet/chat/chat-sessions.ts';
import { isPolled } from '../../../../adapters/fleet/chat/election.ts';
import type {
  BotState,
  RegisteredSession,
} from '../../../../adapters/notify/telegram/bot-state.ts';
import { toldSessions } from '../../../../app/fleet/chat/told-sessions.ts';
import type { ChatRules } from '../../../../domain/fleet/chat/chat-rules.ts';
import { fleetDatabase } from '../open-fleet.ts';

/** A bot that machines of a fleet share. */
export interface SharedBot {
  readonly settings: FleetSettings;
  readonly bot: BotState;
  /** The chat of a project that uses it, and who may act there. */
  readonly rulesOf: (config: string) => ChatRules | undefined;
}

/** A notice waits for the database no longer. */
const QUERY_MS = 1500;

/**
 * A message of this machine is about to name the session: the machine that polls finds it then. Whether one polls.
 * Rejects where the database is silent.
 */
export async function announceInFleet(
  of: SharedBot,
  session: (RegisteredSession & { readonly isEnded: boolean }) | undefined,
): Promise<boolean> {
  await using database = await fleetDatabase(of.settings, QUERY_MS);
  const { sql } = database;
  if (session !== undefined) await tellChatSessions(sql, toldSessions([session], tellerOf(of)));
  return await isPolled(sql, of.bot.id);
}

/** The machine and its bot, as they tell of sessions. */
export function tellerOf({ settings: { machine }, bot, rulesOf }: SharedBot) {
  return { machine, bot: bot.id, rulesOf };
}
