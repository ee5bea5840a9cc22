import type { Clock, Every } from '../../ports/clock.ts';
import type { ChatDatabase, LateReply, ToldChatSession } from '../../ports/fleet/chat-database.ts';
import type { PollingRight } from '../../ports/fleet/election.ts';
import { openPassLoop } from '../pass-loop.ts';
import { openLateTeller } from './tell-late.ts';

/** The right to poll is renewed so often in the time after which a machine is given up, and at least every 20 s. */
const BEATS = 10;
const SHORTEST_BEAT_MS = 1000;
const LONGEST_BEAT_MS = 20_000;
const LOOK_MS = 1000;

/** The database, with what this machine does for the chat while it is open. */
export interface ChatDuties extends ChatDatabase, AsyncDisposable {
  /** Carries out messages that other machines sent to this one. Never rejects. */
  readonly carryOutActs: () => Promise<void>;
}

/** The needs of a poller that serves other machines, too. */
export interface ChatParts {
  readonly open: () => Promise<ChatDuties>;
  /** The sessions that messages of this machine name. */
  readonly told: () => readonly ToldChatSession[];
  /** `samocode work` carries out the messages to this machine. */
  readonly isWorking: () => boolean;
  /** Tells a person; returns the reason if that failed. */
  readonly deliver: (late: LateReply) => Promise<string | undefined>;
  readonly clock: Pick<Clock, 'monotonicMs'>;
  readonly every: Every;
  readonly warn: (text: string) => void;
}

/** The open database of a chat. */
export interface OpenedChat {
  readonly database: ChatDatabase;
  readonly takeRight: (stop: AbortSignal) => Promise<PollingRight | undefined>;
  readonly end: () => Promise<void>;
}

/** Opens the database and does the duties for the chat: of this machine, and while it polls for all. */
export async function openChat(parts: ChatParts): Promise<OpenedChat> {
  const { told, isWorking, every } = parts;
  const database = await parts.open();
  try {
    const beatMs = (await database.heartbeatMs()) / BEATS;
    const everyMs = Math.min(Math.max(beatMs, SHORTEST_BEAT_MS), LONGEST_BEAT_MS);
    await database.tell(told());
    let right: PollingRight | undefined;
    const isHeld = (): boolean => right?.isHeld() === true;
    const acts = openPassLoop(database.carryOutActs);
    const late = openPassLoop(openLateTeller({ ...parts, replies: database, isHeld }));
    const looks = every(LOOK_MS, () => {
      late.ring();
      if (!isWorking()) acts.ring();
    });
    return {
      database,
      takeRight: async (stop) => (right = await database.election(everyMs).take(stop)),
      end: async () => {
        looks.end();
        await Promise.all([acts.end(), late.end()]);
        await database[Symbol.asyncDispose]();
      },
    };
  } catch (error) {
    await database[Symbol.asyncDispose]();
    throw error;
  }
}
