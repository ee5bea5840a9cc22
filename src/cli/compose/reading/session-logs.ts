import { join } from 'node:path';
import { transcriptOf } from '../../../adapters/providers/transcripts.ts';
import { listLogs, type LogFile } from '../../../adapters/session/logs/log-folder.ts';
import { bytesOf, startOfTail } from '../../../adapters/session/logs/log-lines.ts';
import { type LogReading, readLog } from '../../../adapters/session/logs/log-reading.ts';
import { watchFolders, type Watching } from '../../../adapters/session/watching.ts';
import type { ReadSession } from './reading.ts';

/** The logs of one session, for `samocode logs`. */
export interface SessionLogs {
  readonly list: () => readonly LogFile[];
  readonly watch: (stop: AbortSignal) => Watching;
}

export function openSessionLogs({ path }: Pick<ReadSession, 'path'>): SessionLogs {
  return {
    list: () => listLogs(path),
    watch: (stop) => watchFolders([join(path, '_logs'), join(path, '.run')], stop),
  };
}

/** `tail`: only the last so many lines of it. */
export function openLog(log: LogFile, tail: number | undefined): LogReading {
  return readLog(log, tail, transcriptOf);
}

/** The bytes of a log, unchanged. */
export function rawLog(log: LogFile, tail: number | undefined): Iterable<Uint8Array> {
  return bytesOf(log.path, tail === undefined ? 0 : startOfTail(log.path, tail));
}

export type { LogFile };
