import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Environment } from '../../../adapters/config/environment.ts';
import { homeFolder, processEnvironment } from '../../../adapters/config/environment.ts';
import { loadConfig } from '../../../adapters/config/load-config.ts';
import { openLimitBook } from '../../../adapters/limits/limit-book.ts';
import type { LimitBook } from '../../../app/ports/books.ts';
import { accountOf } from '../../../domain/provider/account.ts';
import { childEnvironment } from '../../../domain/provider/child-env.ts';
import { stateFolder } from '../place/state-folder.ts';

/** A look that claims nothing asks for no process. */
const NO_PROCESSES = { isAlive: () => false, self: () => ({ pid: 0, startTime: '' }) };

/**
 * The reset of the closed usage window, if there is one, of the account that a run started here would use;
 * epoch milliseconds. The settings are read only where a window was ever met; unknown where they cannot be.
 */
export function closedWindowReader(
  configPath: string,
): (now: number, session: string) => number | undefined {
  const books = new Map<string, LimitBook>();
  return (now, session) => {
    const environment = processEnvironment();
    const home = homeFolder(environment);
    const stateDir = stateFolder(environment, home);
    if (!existsSync(join(stateDir, 'limits'))) return undefined;
    try {
      const book =
        books.get(session) ?? openBook(configPath, { environment, home, stateDir, session });
      books.set(session, book);
      return book.closedUntil(now);
    } catch {
      return undefined; // A run reports problems of the settings.
    }
  };
}

function openBook(
  configPath: string,
  of: {
    readonly environment: Environment;
    readonly home: string;
    readonly stateDir: string;
    readonly session: string;
  },
): LimitBook {
  const { environment, home, stateDir, session } = of;
  const request = { configPath, environment, home, cwd: process.cwd(), flags: {} };
  const { config } = loadConfig({ ...request, checkExecutable: false });
  const child = childEnvironment(environment, config.childSettings, {});
  return openLimitBook(stateDir, accountOf(config.provider, child, home), {
    processes: NO_PROCESSES,
    session,
  });
}
