import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { loadSettings } from '../../../adapters/config/load-config.ts';
import { namedHere } from '../../../adapters/config/named-config.ts';
import { capReader } from '../../../app/limits/cap-reader.ts';
import { readSpending } from './read-only.ts';

/** Reads the limit of cost that a run of the project would have reached (`capReader`). */
export function capsIn(named: string | undefined): ReturnType<typeof capReader> {
  return capReader(() => {
    const at = namedHere(named);
    if (!existsSync(join(at.stateDir, 'spend'))) return undefined;
    const { config } = loadSettings(at);
    return { config, spending: readSpending(at) };
  });
}
