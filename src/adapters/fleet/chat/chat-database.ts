import type { ChatDatabase } from '../../../app/ports/fleet/chat-database.ts';
import type { FleetDatabase } from '../database/database.ts';
import { heartbeatOf } from '../database/schema.ts';
import { fleetSessions } from '../sessions.ts';
import { endOldActs, lateReplies, noteTold, sendChatAct } from './chat-acts.ts';
import { chatSessions, findChatSession, tellChatSessions } from './chat-sessions.ts';
import { type Candidate, openElection } from './election.ts';

/** A bot, and the process that could poll it. */
interface ChatUse extends Omit<Candidate, 'sql' | 'everyMs'> {
  /** The end of `bot`, as the sources of acts have it. */
  readonly botId: string;
}

export function openChatDatabase(
  database: FleetDatabase,
  { botId, ...candidate }: ChatUse,
): ChatDatabase {
  const { sql } = database;
  const { machine, bot } = candidate;
  return {
    machine,
    heartbeatMs: () => heartbeatOf(database),
    election: (everyMs) => openElection({ ...candidate, sql, everyMs }),
    tell: (sessions) => tellChatSessions(sql, sessions),
    sessions: () => chatSessions(sql, machine, bot),
    find: (token) => findChatSession(sql, machine, token),
    send: (session, sent) => sendChatAct(sql, session, sent),
    list: () => fleetSessions(sql),
    lateReplies: () => lateReplies(sql, botId),
    noteTold: (late) => noteTold(sql, late),
    endOldActs: () => endOldActs(sql, botId),
  };
}
