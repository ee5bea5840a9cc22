import { join } from 'node:path';
import type { GuardSleepers } from '../../app/ports/spread-starts.ts';
import { forget } from '../disk/entries.ts';
import { makeFolder } from '../disk/make-folder.ts';
import { touch } from '../disk/write-file.ts';

/** The account's folder in the limit book, as the sleepers use it. */
interface SleeperFolder {
  readonly folder: () => string;
  readonly names: () => readonly string[];
  readonly session: () => string;
}

/** A session that has not started so long after the reset counts no more. */
const KEPT_MS = 3600_000;

/**
 * The sessions that sleep for their quota guard, each an empty file `kept-<until>-<session>` until its next
 * start. Where the folder cannot be written, runs share nothing.
 */
export function openGuardSleepers({ folder, names, session }: SleeperFolder): GuardSleepers & {
  /** The sessions whose reset has passed, and which have not started since. */
  due(now: number): readonly string[];
  /** The session starts. */
  started(): void;
} {
  const kept = (): readonly Kept[] => names().flatMap(readKept);
  const drop = (isDropped: (one: Kept) => boolean): void => {
    for (const one of kept()) if (isDropped(one)) forget(join(folder(), one.name));
  };
  return {
    sleeps(until, now) {
      const me = session();
      const name = `kept-${Math.ceil(until)}-${me}`;
      if (names().includes(name)) return;
      drop((one) => one.session === me || one.until < now - KEPT_MS);
      try {
        makeFolder(folder());
        touch(join(folder(), name));
      } catch {
        // The session starts with the others.
      }
    },
    due: (now) =>
      kept().flatMap((one) => {
        return one.until <= now && one.until >= now - KEPT_MS ? [one.session] : [];
      }),
    started() {
      drop((one) => one.session === session());
    },
  };
}

interface Kept {
  readonly name: string;
  /** The reset, epoch milliseconds. */
  readonly until: number;
  readonly session: string;
}

function readKept(name: string): readonly Kept[] {
  const [, until, session] = /^kept-(\d{1,16})-([\da-f]+)$/.exec(name) ?? [];
  return until === undefined || session === undefined
    ? []
    : [{ name, until: Number(until), session }];
}
