import type { LogLevel } from './level.ts';
import { openRotatingLog } from './rotating-log.ts';
import { openSessionLog } from './session-log.ts';

/** Both logs of a run: the session's, for people, and the machine's, for faults. */
export interface Logs {
  /** Never throws. `text` is untrusted; `data` goes to the machine's log only. */
  log(level: LogLevel, text: string, data?: Readonly<Record<string, unknown>>): void;
  /** Writes the pending lines, and closes. */
  [Symbol.asyncDispose](): Promise<void>;
}

export interface LogsOptions {
  /** Absolute; `session.log` in the session folder. */
  readonly sessionLogPath: string;
  /** Whether the session folder is still there; while another folder is at its path, lines are left out. */
  readonly isHere?: () => boolean;
  /** Absolute; `$XDG_STATE_HOME/samocode`. */
  readonly stateDir: string;
  /** The session folder's name, for the machine's log. */
  readonly session: string;
  /** Lines below it are left out of both. */
  readonly level: LogLevel;
  /** Told at most once for each of the two why lines are missing. */
  readonly onFailure: (reason: string) => void;
}

export async function openLogs({ sessionLogPath, ...options }: LogsOptions): Promise<Logs> {
  const people = await openSessionLog({ ...options, path: sessionLogPath });
  const machine = openRotatingLog(options);
  return {
    log(level, text, data) {
      people.log(level, text);
      machine.log(level, text, data);
    },
    async [Symbol.asyncDispose]() {
      people[Symbol.dispose]();
      await machine[Symbol.asyncDispose]();
    },
  };
}
