import { join } from 'node:path';
import { workFolders } from '../../../adapters/config/folders/sessions-folder.ts';
import { namedHere } from '../../../adapters/config/named-config.ts';
import { transcriptOf } from '../../../adapters/providers/transcripts.ts';
import { listLogs, type LogFile } from '../../../adapters/session/logs/log-folder.ts';
import { bytesOf, startOfTail } from '../../../adapters/session/logs/log-lines.ts';
import { readLog } from '../../../adapters/session/logs/log-reading.ts';
import { watchFolders } from '../../../adapters/session/watching.ts';
import type { ReadingFlags, ReadSession } from './reading.ts';

export type { LogFile };
export type SessionLogs = ReturnType<typeof openSessionLogs>;

/** The logs of one session, for `samocode logs`. `tail`: only the last so many lines of one. */
export function openSessionLogs(
  { path, store }: Pick<ReadSession, 'path' | 'store'>,
  { config }: ReadingFlags,
) {
  const { worktrees } = workFolders(namedHere(config));
  return {
    /** Where the agents work. */
    folders: [...(worktrees === undefined ? [] : [join(worktrees, store.folder)]), path],
    list: () => listLogs(path),
    watch: (stop: AbortSignal) => watchFolders([join(path, '_logs'), join(path, '.run')], stop),
    read: (log: LogFile, tail: number | undefined) => readLog(log, tail, transcriptOf),
    /** The bytes of a log, unchanged. */
    raw: (log: LogFile, tail: number | undefined) =>
      bytesOf(log.path, tail === undefined ? 0 : startOfTail(log.path, tail)),
  } as const;
}
