import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { isMissing } from '../../domain/text/error-code.ts';

/**
 * The entries that a start creates before the session has any content; hidden entries are ignored,
 * too.
 */
const MADE_BY_START = ['_logs', '_inbox', '_signal.json', 'session.log'];

/**
 * Whether a session's folder has content: an overview, rows, kept material, a note, or a file that
 * a person put there. A failed first start may leave a folder without any. An unreadable folder
 * counts as begun: opening it reports the problem.
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
