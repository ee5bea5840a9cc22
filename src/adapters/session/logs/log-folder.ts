import { lstatSync, readdirSync, type Stats } from 'node:fs';
import { join } from 'node:path';
import { type DatedLog, inOrder, parseLogName } from '../../../domain/logs/log-name.ts';
import { errorCode } from '../../../domain/text/error-code.ts';

/** A log of a session; a compressed one is at `path` plus `.gz`. */
export interface LogFile extends DatedLog {
  readonly path: string;
}

/** The logs of a session, in the order in which they were begun. */
export function listLogs(sessionPath: string): readonly LogFile[] {
  const folder = join(sessionPath, '_logs');
  return inOrder(
    logNames(folder).flatMap((name) => {
      const read = parseLogName(name);
      if (read === undefined) return [];
      const path = join(folder, name);
      const stat = statOf(path) ?? statOf(`${path}.gz`);
      return stat?.isFile() === true ? [{ ...read, path, writtenAt: stat.mtimeMs }] : [];
    }),
  );
}

/** When the session's first agent was started, by the prompts that are kept; epoch milliseconds. */
export function firstPromptMs(sessionPath: string): number | undefined {
  const folder = join(sessionPath, '_logs');
  const prompts = namesIn(folder).filter((name) => /\.prompt\.md(?:\.gz)?$/.test(name));
  const times = prompts.flatMap((name) => statOf(join(folder, name))?.mtimeMs ?? []);
  return times.length === 0 ? undefined : Math.min(...times);
}

/** Each log once, whether it was compressed, is about to be, or never was. */
function logNames(folder: string): readonly string[] {
  return [...new Set(namesIn(folder).map((name) => name.replace(/\.gz$/, '')))];
}

function statOf(path: string): Stats | undefined {
  return lstatSync(path, { throwIfNoEntry: false });
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return [];
    throw error;
  }
}
