import { openPassLoop } from '../../../../app/fleet/pass-loop.ts';
import type { ChatSession } from '../../../../app/ports/fleet/chat.ts';

const KNOWN_MS = 5000;

/** The sessions of a chat as the database last told them. */
export interface Known {
  readonly last: () => readonly ChatSession[];
  /** Asks now. */
  readonly ask: () => Promise<readonly ChatSession[]>;
  readonly end: () => void;
}

/** Asks where the sessions are every few seconds, because the database may be silent later. */
export function openKnown(read: () => Promise<readonly ChatSession[]>): Known {
  let last: readonly ChatSession[] = [];
  const ask = async (): Promise<readonly ChatSession[]> => (last = await read());
  const loop = openPassLoop(async () => {
    await ask().catch(() => undefined);
  });
  loop.ring();
  const timer = setInterval(loop.ring, KNOWN_MS);
  return {
    ...{ last: () => last, ask },
    end: () => {
      clearInterval(timer);
    },
  };
}
