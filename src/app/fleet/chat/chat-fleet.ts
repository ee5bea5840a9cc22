import { chatActOf } from '../../../domain/fleet/chat/chat-act.ts';
import type { ChatFleet, ChatSession } from '../../ports/fleet/chat.ts';
import type { ChatDatabase } from '../../ports/fleet/chat-database.ts';
import type { Known } from './known-sessions.ts';

const NOBODYS = { said: 'Nothing was done: Telegram does not say who sent it.' };

/** The sessions of all machines, as the process that polls uses them. */
export function chatFleet(
  database: Pick<ChatDatabase, 'machine' | 'find' | 'send' | 'list'>,
  known: Pick<Known, 'ask' | 'last'>,
): ChatFleet {
  const { machine, find, list } = database;
  return {
    ...{ machine, find, list },
    sessions: async () => onceEach((await known.ask()).filter(({ isListed }) => isListed)),
    lastKnown: known.last,
    send: async (session, incoming, meant) => {
      const { source, by } = incoming;
      const act = chatActOf(incoming, meant, session);
      return act === undefined ? NOBODYS : await database.send(session, { source, by, act });
    },
  };
}

/** Each session once, under the token of its newest message. */
function onceEach(sessions: readonly ChatSession[]): readonly ChatSession[] {
  const known = new Set<string>();
  return sessions.filter(({ config, folder }) => {
    const name = `${config}\n${folder}`;
    const isNew = !known.has(name);
    known.add(name);
    return isNew;
  });
}
