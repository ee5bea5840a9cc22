import type { ChatRules } from '../../../domain/fleet/chat/chat-rules.ts';
import { errorMessage } from '../../../domain/text/error-code.ts';
import type { ChatFleet } from '../../ports/fleet/chat.ts';
import type { Election } from '../../ports/fleet/election.ts';
import { chatFleet } from './chat-fleet.ts';
import { type Known, openKnown } from './known-sessions.ts';
import { type ChatParts, openChat, type OpenedChat } from './opened-chat.ts';

/** The part of a poller for the other machines. */
export interface FleetChat {
  readonly election: Election;
  /** Undefined before the right to poll is there. */
  readonly fleet: () => ChatFleet | undefined;
  /** The chats of the projects that use the bot, as the machines told of them. */
  readonly chats: (as: 'known' | 'now') => Promise<readonly (ChatRules | undefined)[]>;
  readonly end: () => Promise<void>;
}

/** Opens the database with the first wish to poll. */
export function openFleetChat(parts: ChatParts): FleetChat {
  let opened: Promise<OpenedChat> | undefined;
  let known: Known | undefined;
  let fleet: ChatFleet | undefined;
  const open = async (): Promise<OpenedChat> => {
    opened ??= openChat(parts).catch((error: unknown) => {
      opened = undefined;
      const said = `Telegram is not heard here, and is tried again: ${errorMessage(error)}`;
      throw new Error(said, { cause: error });
    });
    return await opened;
  };
  return {
    fleet: () => fleet,
    chats: async (as) => {
      if (as === 'now') await fleet?.sessions().catch(() => undefined);
      return fleet?.lastKnown().map(({ rules }) => rules) ?? [];
    },
    election: {
      take: async (stop) => {
        const { database, takeRight } = await open();
        const right = await takeRight(stop);
        known?.end();
        known = openKnown(database.sessions, parts.every);
        fleet = chatFleet(database, known);
        return right;
      },
    },
    end: async () => {
      const chat = await opened?.catch(() => undefined);
      opened = undefined;
      fleet = undefined;
      known?.end();
      await chat?.end();
    },
  };
}
