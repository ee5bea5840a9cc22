import { closeSync, fstatSync, type FSWatcher, openSync, readSync, watch } from 'node:fs';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { monotonicMs } from '../../monotonic.ts';
import type { LineScanner } from './line-scanner.ts';

/** The size of one read. */
const SLICE_BYTES = 256 * 1024;
/** In a flood one line that feeds the eye is enough in this time. */
const EYE_MS = 20;

/**
 * The buffer that a room reads its logs with. A large one begins 16 bytes behind the start of a page;
 * AMD's processors copy to there from a page of the cache five times slower than to a little farther
 * behind (590 and 100 ms of CPU time for 1 GB).
 */
export const allocateSlice = (): Buffer => Buffer.allocUnsafeSlow(SLICE_BYTES + 64).subarray(64);

/** File systems without inotify tell nothing: looked at all the same, less often while nothing comes. */
const LOOK_MS = { first: 1000, rarest: 5000 };
/** When no watch could be set at all. */
const BLIND_LOOK_MS = { first: 250, rarest: 1000 };
/** Two looks are at least this far apart, so that a child that writes byte by byte costs little. */
const CALM_MS = 4;

/** The events while the file grows. */
export interface FollowerEvents {
  /** After each slice, and while nothing comes; bytes read so far. */
  onLook(offset: number): void;
  /** A callback threw: a bug of ours, never the child's doing. */
  onFailure(error: unknown): void;
}

/** Reads a growing file at an offset of its own. */
export interface Follower {
  /** Reads the file up to its current end, passes on an unfinished last line, and closes. */
  finish(): Promise<void>;
}

/** A log to follow. */
export interface FollowedFile {
  readonly path: string;
  /** May be shared, for nothing stays in it between two slices. */
  readonly buffer: Buffer;
  /** The longest time between two looks while nothing comes. */
  readonly rarestLookMs: number | undefined;
}

export const followFile = (
  { path, buffer, rarestLookMs = LOOK_MS.rarest }: FollowedFile,
  scanner: LineScanner,
  events: FollowerEvents,
): Follower => {
  const descriptor = openSync(path, 'r');
  const reading = openReading(descriptor, { buffer, scanner, events });
  const looks = paced(reading.slice);
  const watcher = tryWatch(path, looks.soon);
  const timer = lookRarely(
    looks.soon,
    reading.offset,
    watcher === undefined ? BLIND_LOOK_MS : { ...LOOK_MS, rarest: rarestLookMs },
  );
  // The watch reports nothing that was written before it was set.
  looks.now();

  return {
    finish: async () => {
      watcher?.close();
      timer.cancel();
      looks.cancel();
      // Up to the current end: a writer that could not be ended must not keep us here.
      const { size } = fstatSync(descriptor);
      try {
        while (reading.offset() < size && !reading.hasFailed()) {
          const before = reading.offset();
          if (reading.slice()) await nextTurn();
          if (reading.offset() === before) break;
        }
        if (!reading.hasFailed()) scanner.end();
      } catch (error) {
        events.onFailure(error);
      } finally {
        closeSync(descriptor);
      }
    },
  };
};

interface Reading {
  /** Reads one slice; returns whether there is probably more. */
  readonly slice: () => boolean;
  readonly offset: () => number;
  readonly hasFailed: () => boolean;
}

const openReading = (
  descriptor: number,
  {
    buffer,
    scanner,
    events,
  }: { readonly buffer: Buffer; readonly scanner: LineScanner; readonly events: FollowerEvents },
): Reading => {
  let offset = 0;
  let eyeMs = 0;
  let failed = false;

  /** Whether more lines come at once than a reader needs, and one was passed on just now. */
  const isFlood = (bytes: number): boolean => {
    const now = monotonicMs();
    if (bytes === buffer.length && now - eyeMs < EYE_MS) return true;
    eyeMs = now;
    return false;
  };

  const slice = (): boolean => {
    if (failed) return false;
    try {
      const bytes = readSync(descriptor, buffer, 0, buffer.length, offset);
      offset += bytes;
      // Also when nothing came: a line may have been held back for more.
      scanner.push(buffer.subarray(0, bytes), isFlood(bytes));
      events.onLook(offset);
      return bytes === buffer.length;
    } catch (error) {
      failed = true;
      events.onFailure(error);
      return false;
    }
  };
  return { slice, offset: () => offset, hasFailed: () => failed };
};

interface Looks {
  readonly now: () => void;
  /** At once, or after a calm moment since the last look. */
  readonly soon: () => void;
  readonly cancel: () => void;
}

/** One slice a turn of the event loop, so that signals and timers are served during a flood. */
const paced = (slice: () => boolean): Looks => {
  let lastLookMs = 0;
  let cancelNext: (() => void) | undefined;
  const now = (): void => {
    cancelNext = undefined;
    const more = slice();
    lastLookMs = monotonicMs();
    if (!more) return;
    const immediate = setImmediate(now);
    cancelNext = () => {
      clearImmediate(immediate);
    };
  };
  return {
    now,
    soon: () => {
      if (cancelNext !== undefined) return;
      const waitMs = lastLookMs + CALM_MS - monotonicMs();
      if (waitMs <= 0) {
        now();
        return;
      }
      const timer = setTimeout(now, waitMs);
      cancelNext = () => {
        clearTimeout(timer);
      };
    },
    cancel: () => {
      cancelNext?.();
    },
  };
};

/** Looks by the clock alone, at growing distances while the file does not grow. */
const lookRarely = (
  look: () => void,
  offset: () => number,
  { first, rarest }: { readonly first: number; readonly rarest: number },
): { cancel(): void } => {
  let seen = offset();
  let waitMs = first;
  const onTime = (): void => {
    look();
    const now = offset();
    waitMs = now === seen ? Math.min(2 * waitMs, rarest) : first;
    seen = now;
    timer = setTimeout(onTime, waitMs);
  };
  let timer = setTimeout(onTime, waitMs);
  return {
    cancel: () => {
      clearTimeout(timer);
    },
  };
};

/** Nothing when the system has no watch left to give. */
const tryWatch = (path: string, onChange: () => void): FSWatcher | undefined => {
  try {
    const watcher = watch(path, { persistent: true }, onChange);
    watcher.on('error', () => {
      // The look by the clock goes on.
    });
    return watcher;
  } catch {
    return undefined;
  }
};
