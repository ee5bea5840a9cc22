import type { Every } from '../../ports/clock.ts';
import type { ChatSession } from '../../ports/fleet/chat.ts';
import { openTimedLoop } from '../pass-loop.ts';

const KNOWN_MS = 5000;

/** The sessions of a chat as the database last told them. */
export interface Known {
  readonly last: () => readonly ChatSession[];
  /** Asks now. */
  readonly ask: () => Promise<readonly ChatSession[]>;
  readonly end: () => void;
}

/** Asks where the sessions are every few seconds, because the database may be silent later. */
export function openKnown(read: () => Promise<readonly ChatSession[]>, every: Every): Known {
  let last: readonly ChatSession[] = [];
  const ask = async (): Promise<readonly ChatSession[]> => (last = await read());
  const look = async (): Promise<void> => {
    await ask().catch(() => undefined);
  };
  const loop = openTimedLoop(look, KNOWN_MS, every);
  loop.ring();
  return { last: () => last, ask, end: () => void loop.end() };
}
