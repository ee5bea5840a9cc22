import { readdirSync } from 'node:fs';
import { join } from 'node:path';

/** What a start makes before the session has anything to go on with; hidden entries are left out too. */
const MADE_BY_START = ['_logs', '_inbox', '_signal.json', 'session.log'];

/**
 * Whether a session's folder holds something to go on with: an overview, rows, kept material, a note, or
 * a file that a person put there. A first start that failed may leave a folder without any of them.
 */
export function isBegun(sessionPath: string): boolean {
  return (
    namesIn(sessionPath).some((name) => !name.startsWith('.') && !MADE_BY_START.includes(name)) ||
    ['.run/given', '_inbox'].some((folder) => namesIn(join(sessionPath, folder)).length > 0)
  );
}

/** None where no folder is. */
function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder).filter((name) => !name.endsWith('.tmp'));
  } catch {
    return [];
  }
}
