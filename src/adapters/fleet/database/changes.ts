import type { FleetDatabase } from './database.ts';
import { CHANGES } from './schema.ts';

/** Hears of changes that other machines and people make; without it a machine looks twice a minute. */
export interface Changes {
  /** Listens again where the connection is gone. Rejects where the database is silent. */
  readonly check: () => Promise<void>;
  readonly end: () => void;
}

export function openChanges(database: FleetDatabase, onChange: () => void): Changes {
  let listening: Awaited<ReturnType<FleetDatabase['listen']>> | undefined;
  return {
    check: async () => {
      if (listening !== undefined && (await listening.isAlive())) return;
      listening?.end();
      listening = undefined;
      listening = await database.listen(CHANGES, onChange);
      // What came meanwhile was missed.
      onChange();
    },
    end: () => listening?.end(),
  };
}
