import { lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { inOrder, parseLogName, type DatedLog } from '../../domain/log-name.ts';
import { errorCode } from './files.ts';

/** A log of a session. */
export interface LogFile extends DatedLog {
  readonly path: string;
}

/** The logs of a session, in the order in which they were begun. */
export function listLogs(sessionPath: string): readonly LogFile[] {
  const folder = join(sessionPath, '_logs');
  return inOrder(
    namesIn(folder).flatMap((name) => {
      const read = parseLogName(name);
      if (read === undefined) return [];
      const path = join(folder, name);
      const stat = lstatSync(path, { throwIfNoEntry: false });
      return stat?.isFile() === true ? [{ ...read, path, writtenAt: stat.mtimeMs }] : [];
    }),
  );
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return [];
    throw error;
  }
}
