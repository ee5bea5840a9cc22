import { statSync } from 'node:fs';
import { dirname } from 'node:path';
import type { ProcessTask } from '../../../app/ports/process.ts';
import type { EndCause } from '../../../domain/provider/process-end.ts';
import { monotonicMs } from '../../monotonic.ts';
import { tempFolders, whenShort } from './disk-room.ts';

/** How often free disk is asked for, and after how much growth in any case. */
const DISK_LOOK_MS = 5000;
const DISK_LOOK_BYTES = 32 * 1024 * 1024;
/** In a flood the working folder is looked at this often; else after all that was said. */
const FOLDER_LOOK_MS = 50;
const FLOOD_BYTES = 128 * 1024;
/** The longest time a timer of Node's takes. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** Bounds of time and space on one child. */
export interface Limits {
  /** The agent's turn is over (again): the time to linger begins now. */
  finished(): void;
  /** After each look at the log; bytes read of it so far. */
  readonly looked: (logBytes: number) => void;
  close(): void;
}

/** Calls `end` with the reason when a bound is passed; time is monotonic. */
export const watchLimits = (task: ProcessTask, end: (cause: EndCause) => void): Limits => {
  const timeout = timer(task.timeoutMs, () => {
    end('timeout');
  });
  let linger: NodeJS.Timeout | undefined;
  let isClosed = false;
  const looksAtDisk = openDiskLooks(task, end);
  const looksAtFolder = openFolderLooks(task, end);

  return {
    finished: () => {
      // The last lines are read after the child has ended: no linger time is needed.
      if (isClosed) return;
      clearTimeout(linger);
      linger = timer(task.lingerMs, () => {
        end('lingered');
      });
    },
    looked: (logBytes) => {
      if (logBytes > task.maxLogBytes) end('log-limit');
      looksAtDisk(logBytes);
      looksAtFolder(logBytes);
    },
    close: () => {
      isClosed = true;
      clearTimeout(timeout);
      clearTimeout(linger);
    },
  };
};

const openDiskLooks = (
  task: ProcessTask,
  end: (cause: EndCause) => void,
): ((logBytes: number) => void) => {
  let last = { ms: monotonicMs(), bytes: 0 };
  return (logBytes) => {
    const now = monotonicMs();
    if (now - last.ms < DISK_LOOK_MS && logBytes - last.bytes < DISK_LOOK_BYTES) return;
    last = { ms: now, bytes: logBytes };
    const stderr = statSync(task.stderrPath, { throwIfNoEntry: false });
    if (stderr !== undefined && stderr.size > task.maxLogBytes) end('log-limit');
    whenShort(dirname(task.stdoutPath), task.minFreeBytes, () => {
      end('disk-full');
    });
    const { minFreeTempBytes } = task;
    if (minFreeTempBytes === undefined) return;
    for (const folder of tempFolders(task)) {
      whenShort(folder, minFreeTempBytes, () => {
        end('temp-full');
      });
    }
  };
};

const openFolderLooks = (
  { folderLoss }: ProcessTask,
  end: (cause: EndCause) => void,
): ((logBytes: number) => void) => {
  let last = { ms: -Infinity, bytes: 0 };
  return (logBytes) => {
    const now = monotonicMs();
    if (logBytes - last.bytes >= FLOOD_BYTES && now - last.ms < FOLDER_LOOK_MS) return;
    last = { ms: now, bytes: logBytes };
    if (folderLoss?.() !== undefined) end('folder-lost');
  };
};

const timer = (ms: number, onTime: () => void): NodeJS.Timeout =>
  setTimeout(onTime, Math.min(ms, LONGEST_TIMER_MS));
