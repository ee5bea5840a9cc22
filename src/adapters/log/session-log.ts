import { printable } from '../../domain/text/printable.ts';
import { rowTimestamp } from '../../domain/text/timestamps.ts';
import { openAppendFile } from '../disk/append-file.ts';
import type { LogLevel } from './level.ts';

/** `session.log`: the events of a run, one line each, for people. */
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
 * Lines `YYYY-MM-DD HH:MM:SS LEVEL text`, local time, appended by pino; the text is made printable and cut. A full
 * disk or a missing folder loses lines and nothing else: each line is tried again.
 */
export async function openSessionLog(options: SessionLogOptions): Promise<SessionLog> {
  const { pino } = await import('pino');
  const { path, level, onFailure, now, isHere } = options;
  const file = openAppendFile(path);
  let hasFailed = false;
  const append = (line: string): void => {
    try {
      file.append(line);
    } catch (error) {
      if (hasFailed) return;
      hasFailed = true;
      onFailure(`session.log cannot be written: ${printable(String(error))}`);
    }
  };
  const destination = {
    // Asks pino for the parts of each line, so that we need not parse its JSON.
    [Symbol.for('pino.metadata')]: true,
    lastLevel: 0,
    lastMsg: '',
    write() {
      const label = pino.levels.labels[this.lastLevel] ?? 'info';
      append(`${rowTimestamp(now?.() ?? new Date())} ${label.toUpperCase()} ${this.lastMsg}`);
    },
  };
  const logger = pino({ level, base: null, timestamp: false }, destination);
  return {
    log(lineLevel, text) {
      if (isHere?.() !== false) logger[lineLevel](printable(text, TEXT_LIMIT));
    },
    [Symbol.dispose]: () => {
      file[Symbol.dispose]();
    },
  };
}
