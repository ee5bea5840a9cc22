import { printable } from '../../domain/text/printable.ts';
import { rowTimestamp } from '../../domain/text/timestamps.ts';
import { openAppendFile } from './append-file.ts';
import { isWorthLogging, type LogLevel } from './level.ts';

/** `session.log`: what a run did, one line an event, for people. */
export interface SessionLog {
  /** On the disk when it returns; never throws. */
  log(level: LogLevel, text: string): void;
  [Symbol.dispose](): void;
}

export interface SessionLogOptions {
  readonly path: string;
  /** Lines below it are left out. */
  readonly level: LogLevel;
  /** Told once why lines are missing; later failures are like it, and silent. */
  readonly onFailure: (reason: string) => void;
  readonly now?: () => Date;
  /** False while another folder is at the path of the log's folder. */
  readonly isHere?: () => boolean;
}

const TEXT_LIMIT = 4000;

/**
 * Lines `YYYY-MM-DD HH:MM:SS LEVEL text`, local time, appended; the text is made printable and cut. A full disk
 * or a folder that is gone loses lines and nothing else: each line is tried anew.
 */
export function openSessionLog({
  path,
  level,
  onFailure,
  now,
  isHere,
}: SessionLogOptions): SessionLog {
  const file = openAppendFile(path);
  let hasFailed = false;
  return {
    log(lineLevel, text) {
      if (!isWorthLogging(lineLevel, level) || isHere?.() === false) return;
      const time = rowTimestamp(now?.() ?? new Date());
      try {
        file.append(`${time} ${lineLevel.toUpperCase()} ${printable(text, TEXT_LIMIT)}`);
      } catch (error) {
        if (hasFailed) return;
        hasFailed = true;
        onFailure(`session.log cannot be written: ${printable(String(error))}`);
      }
    },
    [Symbol.dispose]: () => {
      file[Symbol.dispose]();
    },
  };
}
