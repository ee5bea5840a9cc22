import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { isMissing } from '../../domain/text/error-code.ts';

/** What a start makes before the session has anything to go on with; hidden entries are left out too. */
const MADE_BY_START = ['_logs', '_inbox', '_signal.json', 'session.log'];

/**
 * Whether a session's folder holds something to go on with: an overview, rows, kept material, a note, or
 * a file that a person put there. A first start that failed may leave a folder without any of them. A
 * folder that cannot be read may hold all of them: opening it says what is wrong.
 */
export function isBegun(sessionPath: string): boolean {
  const names = namesIn(sessionPath);
  return (
    names === undefined ||
    names.some((name) => !name.startsWith('.') && !MADE_BY_START.includes(name)) ||
    ['.run/given', '_inbox'].some((folder) => namesIn(join(sessionPath, folder))?.length !== 0)
  );
}

/** None where no folder is; undefined where it cannot be read. */
function namesIn(folder: string): readonly string[] | undefined {
  try {
    return readdirSync(folder).filter((name) => !name.endsWith('.tmp'));
  } catch (error) {
    return isMissing(error) ? [] : undefined;
  }
}
