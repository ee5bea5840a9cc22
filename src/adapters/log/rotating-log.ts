import path from 'node:path';
import type { DestinationStream } from 'pino';
import { printable, printableJson } from '../../domain/text/printable.ts';
import { type AppendFile, openAppendFile } from '../disk/append-file.ts';
import { makeFolder } from '../disk/make-folder.ts';
import { isWorthLogging, type LogLevel } from './level.ts';
import { rotateWhenFull, type Rotation } from './rotation.ts';

/** `samocode.log`: all runs on this machine, as JSON lines, for debugging. */
export interface RotatingLog {
  /** Never throws. On the disk when it returns, but for the first moments of a run. */
  log(level: LogLevel, text: string, data?: Readonly<Record<string, unknown>>): void;
  /** Writes the pending lines. */
  [Symbol.asyncDispose](): Promise<void>;
}

export interface RotatingLogOptions {
  /** `$XDG_STATE_HOME/samocode`; created 0700. */
  readonly stateDir: string;
  readonly session: string;
  readonly level: LogLevel;
  /** Told once why lines are missing. */
  readonly onFailure: (reason: string) => void;
  /** How long after the first line they are written; until then lines wait. */
  readonly loadAfterMs?: number;
  readonly maxBytes?: number;
  readonly files?: number;
}

interface Entry {
  readonly level: LogLevel;
  readonly text: string;
  readonly time: number;
  readonly data: Readonly<Record<string, unknown>> | undefined;
}

const TEXT_LIMIT = 8000;
const LOAD_AFTER_MS = 500;

/**
 * Lines with `level`, `time`, `pid`, `session`, `msg` and `data`, written by pino, rotated at 1 MB × 5 files together with
 * every other run on the machine. Lines wait for half a second: a run that is over before that, such as a cron run with
 * nothing to do, leaves only its warnings and errors. A folder that cannot be written loses lines and nothing else.
 */
export function openRotatingLog(options: RotatingLogOptions): RotatingLog {
  const fail = once(options.onFailure);
  const file = openAppendFile(path.join(options.stateDir, 'samocode.log'));
  let waiting: Entry[] = [];
  let write: ((entry: Entry) => void) | undefined;
  let timer: NodeJS.Timeout | undefined;

  async function load(): Promise<void> {
    clearTimeout(timer);
    if (write !== undefined || waiting.length === 0) return;
    try {
      write = await openPino(options, destination(options, file, fail));
    } catch (error) {
      fail(`the log cannot be written: ${printable(String(error))}`);
      write = () => undefined;
    }
    for (const entry of waiting) write(entry);
    waiting = [];
  }

  return {
    log(level, text, data) {
      if (!isWorthLogging(level, options.level)) return;
      const entry = { level, text: printable(text, TEXT_LIMIT), time: Date.now(), data };
      if (write !== undefined) {
        write(entry);
        return;
      }
      waiting.push(entry);
      timer ??= setTimeout(() => void load(), options.loadAfterMs ?? LOAD_AFTER_MS).unref();
    },
    async [Symbol.asyncDispose]() {
      clearTimeout(timer);
      // A cron run with nothing to do says so in session.log alone.
      if (waiting.some((entry) => entry.level !== 'info' && entry.level !== 'debug')) await load();
      file[Symbol.dispose]();
    },
  };
}

async function openPino(
  { session, level }: RotatingLogOptions,
  stream: DestinationStream,
): Promise<(entry: Entry) => void> {
  const { pino } = await import('pino');
  // The time is the event's, which may have waited; data keeps a name of its own.
  const options = { level, base: { pid: process.pid, session }, timestamp: false };
  const logger = pino(options, stream);
  return ({ level: entryLevel, text, time, data }) => {
    logger[entryLevel]({ time, data }, text);
  };
}

/** Where pino writes: synchronous, rotated, and deaf to the disk's troubles. */
function destination(
  { stateDir, maxBytes = 1_000_000, files = 5 }: RotatingLogOptions,
  file: AppendFile,
  fail: (reason: string) => void,
): DestinationStream {
  const rotation: Rotation = { path: path.join(stateDir, 'samocode.log'), maxBytes, files };
  let isFolderThere = false;
  return {
    write(line) {
      const json = printableJson(line.trimEnd());
      try {
        if (!isFolderThere) makeFolder(stateDir);
        isFolderThere = true;
        rotateWhenFull(rotation, Buffer.byteLength(json) + 1);
      } catch (error) {
        // It may still be written, only not rotated.
        fail(`${stateDir}: ${printable(String(error))}`);
      }
      try {
        file.append(json);
      } catch (error) {
        isFolderThere = false;
        fail(`${rotation.path}: ${printable(String(error))}`);
      }
    },
  };
}

function once(callback: (reason: string) => void): (reason: string) => void {
  let isDone = false;
  return (reason) => {
    if (isDone) return;
    isDone = true;
    callback(reason);
  };
}
