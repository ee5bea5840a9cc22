import type { Client } from 'pg';
import { explained } from './database-error.ts';

/** A connection that hears notifications. */
export interface Listening {
  /** Asks the server: a connection that was cut off tells nothing by itself. */
  readonly isAlive: () => Promise<boolean>;
  readonly end: () => void;
}

/** Hears the notifications of a channel. */
export async function listenOn(
  client: Client,
  channel: string,
  onNews: () => void,
): Promise<Listening> {
  let isBroken = false;
  const end = (): void => {
    isBroken = true;
    client.end().catch(() => undefined);
  };
  client.on('error', () => (isBroken = true));
  client.on('notification', onNews);
  try {
    await explained(client.connect());
    await explained(client.query(`listen ${channel}`));
  } catch (error) {
    end();
    throw error;
  }
  return {
    isAlive: async () => {
      if (isBroken) return false;
      return await client.query('select 1').then(
        () => true,
        () => false,
      );
    },
    end,
  };
}
