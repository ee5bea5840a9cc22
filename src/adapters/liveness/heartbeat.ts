import { closeSync, fstatSync, futimesSync, lstatSync, rmSync, writeSync } from 'node:fs';
import * as z from 'zod/mini';
import type { Doing } from '../../domain/run/doing.ts';
import { readJson } from '../../domain/text/read-json.ts';
import { forget, renameOver } from '../disk/entries.ts';
import { fromRegular, readAt } from '../disk/regular-file.ts';
import { createFresh, temporaryName } from '../disk/write-file.ts';

/** The content of a heartbeat file, as JSON on one line. */
export interface HeartbeatRecord extends Doing {
  readonly v: 1;
  readonly run: string;
  readonly pid: number;
  /** ISO 8601: since when the run does that. */
  readonly since: string;
}

/** The file by which one can see that a run's loop turns: its mtime is the last beat. */
export interface HeartbeatFile {
  /** Writes the run's current activity and updates the time. Throws disk errors. */
  write(record: HeartbeatRecord): void;
  /** Updates the time; needs no space on the disk. Throws disk errors. */
  readonly touch: () => void;
  /** Removes the file if it is still ours. */
  readonly end: () => void;
}

/** Lines are padded to this, so that one write over the last replaces it whole and in place. */
const LINE_BYTES = 512;

/**
 * Creates nothing yet: the first `write` creates the file under another name and renames it over
 * any old entry.
 */
export function openHeartbeat(path: string): HeartbeatFile {
  let fd: number | undefined;
  const create = (line: string): number => {
    const temporary = temporaryName(path);
    const created = createFresh(temporary);
    try {
      writeSync(created, line, 0);
      renameOver(temporary, path);
    } catch (error) {
      closeSync(created);
      forget(temporary);
      throw error;
    }
    return created;
  };
  return {
    write: (record) => {
      const line = `${JSON.stringify(record).padEnd(LINE_BYTES - 1)}\n`;
      // Not synced: after a crash of the machine there is no run to speak of.
      if (fd === undefined) fd = create(line);
      else writeSync(fd, line, 0);
    },
    touch: () => {
      const now = new Date();
      if (fd !== undefined) futimesSync(fd, now, now);
    },
    end: () => {
      if (fd === undefined) return;
      const there = lstatSync(path, { throwIfNoEntry: false });
      const ours = fstatSync(fd);
      closeSync(fd);
      fd = undefined;
      // A run that took the session over by force has a file of its own there.
      if (there?.ino === ours.ino && there.dev === ours.dev) rmSync(path, { force: true });
    },
  };
}

/** The last beat that a run left. */
export interface Heartbeat {
  readonly run: string;
  /** Epoch milliseconds. */
  readonly at: number;
}

const beat = z.object({ run: z.unknown() });

/** Nothing where there is no file, or none that a run wrote. Never throws. */
export function readHeartbeat(path: string): Heartbeat | undefined {
  try {
    return fromRegular(path, (fd, { mtimeMs }) => {
      const record = readJson(beat, readAt(fd, 2 * LINE_BYTES, 0).toString());
      return record === undefined ? undefined : { run: String(record.run), at: mtimeMs };
    });
  } catch {
    return undefined;
  }
}
