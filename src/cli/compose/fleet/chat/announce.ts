import { basename } from 'node:path';
import type { FleetSettings } from '../../../../adapters/config/fleet-settings.ts';
import { tellChatSessions } from '../../../../adapters/fleet/chat/chat-sessions.ts';
import { isPolled } from '../../../../adapters/fleet/chat/election.ts';
import type { Sql } from '../../../../adapters/fleet/database/database.ts';
import type {
  BotState,
  RegisteredSession,
} from '../../../../adapters/notify/telegram/bot-state.ts';
import type { ChatRules } from '../../../../domain/fleet/chat/chat-rules.ts';
import { sessionToken } from '../../../../domain/people/token.ts';
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
  if (session !== undefined) await tellSessions(sql, of, [session]);
  return await isPolled(sql, nameOf(of.bot));
}

/** The machine that polls finds the sessions of this one by their tokens. */
export async function tellSessions(
  sql: Sql,
  { settings: { machine }, bot, rulesOf }: SharedBot,
  sessions: readonly (RegisteredSession & { readonly isEnded?: boolean })[],
): Promise<void> {
  const told = sessions.flatMap(({ name, path, config, topic, toldAtMs, isEnded }) => {
    if (config === undefined) return [];
    const of = {
      config,
      session: name,
      folder: basename(path),
      topic,
      rules: rulesOf(config),
      machine,
    };
    return [{ ...of, toldAtMs, isEnded, token: sessionToken(path), bot: nameOf(bot) }];
  });
  await tellChatSessions(sql, told);
}

/** A hash of its token. */
export function nameOf({ folder }: BotState): string {
  return basename(folder);
}
