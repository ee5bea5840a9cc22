import { writeSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { diskFullWords } from '../../domain/run/disk-codes.ts';
import { errorCode } from '../../domain/text/error-code.ts';

/** Bytes on their way to a descriptor that may not take them now. */
export interface Backlog {
  write(text: string): void;
  writeNow(text: string): boolean;
  flush(limitMs: number): Promise<void>;
  dropped(): number;
}

const FIRST_RETRY_MS = 5;
const LAST_RETRY_MS = 250;

/** For a descriptor that answers EAGAIN instead of waiting; the promises are those of `Console`. */
export function startBacklog(fd: number, maxBytes: number): Backlog {
  const queue = startQueue();
  const room = startRoom(queue, maxBytes);
  let isDead = false;
  let lastTryMs = -Infinity;
  const retry = startRetry(drain);

  /** Writes as much as the reader takes; returns whether nothing is left, or the reader is gone. */
  function drain(): boolean {
    while (queue.bytes() > 0 || room.addNote()) {
      const written = writeSome(fd, queue.head());
      if (written === 'full') {
        lastTryMs = performance.now();
        return false;
      }
      if (written === 'dead') {
        isDead = true;
        queue.clear();
        return true;
      }
      queue.take(written);
      retry.reset();
    }
    return true;
  }

  return {
    write(text) {
      if (isDead || text === '') return;
      // A try on a full pipe costs an exception: while it is full, only now and then.
      if (queue.bytes() > 0 && performance.now() - lastTryMs >= FIRST_RETRY_MS) drain();
      const wasEmpty = queue.bytes() === 0;
      room.add(Buffer.from(text));
      if (!wasEmpty || !drain()) retry.later();
    },
    writeNow(text) {
      if (isDead || queue.bytes() > 0 || room.isNoteDue()) return false;
      const bytes = Buffer.from(text);
      const written = writeSome(fd, bytes);
      isDead = written === 'dead';
      if (typeof written === 'string') return false;
      if (written === bytes.length) return true;
      // Half an escape sequence must not stay: its rest is the one thing that waits.
      queue.add(bytes.subarray(written));
      retry.later();
      return true;
    },
    async flush(limitMs) {
      // Mostly nothing waits: no clock is loaded for that.
      if (!isDead && !drain()) await repeat(drain, limitMs);
    },
    dropped: room.dropped,
  };
}

/** Drains again and again for so long. */
async function repeat(drain: () => boolean, limitMs: number): Promise<void> {
  for (const end = performance.now() + limitMs; performance.now() < end;) {
    await sleep(FIRST_RETRY_MS);
    if (drain()) return;
  }
}

/** Drains again and again, after longer and longer pauses. */
function startRetry(drain: () => boolean) {
  let retryMs = FIRST_RETRY_MS;
  let timer: NodeJS.Timeout | undefined;
  const later = (): void => {
    timer ??= setTimeout(() => {
      timer = undefined;
      retryMs = Math.min(retryMs * 2, LAST_RETRY_MS);
      if (!drain()) later();
    }, retryMs).unref();
  };
  return {
    later,
    reset: (): void => {
      retryMs = FIRST_RETRY_MS;
    },
  };
}

interface Room {
  /** Whole lines, as many as there is room for; the others are dropped. */
  add(bytes: Buffer): void;
  /** Queues a note about lines that were dropped since the last one; returns whether there were any. */
  addNote(): boolean;
  isNoteDue(): boolean;
  readonly dropped: () => number;
}

function startRoom(queue: Queue, maxBytes: number): Room {
  let droppedLines = 0;
  /** Dropped since the last note. While there are any, more is dropped: its place is behind the note. */
  let unnoted = 0;
  return {
    add(bytes) {
      const room = unnoted > 0 ? 0 : maxBytes - queue.bytes();
      const end =
        bytes.length <= room ? bytes.length : room < 1 ? 0 : bytes.lastIndexOf(10, room - 1) + 1;
      if (end > 0) queue.add(bytes.subarray(0, end));
      const lines = lineCount(bytes.subarray(end));
      droppedLines += lines;
      unnoted += lines;
    },
    addNote() {
      if (unnoted === 0) return false;
      queue.add(Buffer.from(`[${unnoted} lines not shown: the reader was too slow]\n`));
      unnoted = 0;
      return true;
    },
    isNoteDue: () => unnoted > 0,
    dropped: () => droppedLines,
  };
}

/** How many bytes were taken; 'full' when none can be now, 'dead' when none ever will be. */
function writeSome(fd: number, bytes: Buffer): number | 'full' | 'dead' {
  try {
    return writeSync(fd, bytes);
  } catch (error) {
    const code = errorCode(error);
    if (code === 'EAGAIN' || code === 'EINTR') return 'full';
    return diskFullWords(code) === undefined ? 'dead' : 'full';
  }
}

interface Queue {
  bytes(): number;
  add(chunk: Buffer): void;
  /** What comes first, in a piece that is worth a system call. */
  head(): Buffer;
  /** Forgets the first `count` bytes of the head. */
  take(count: number): void;
  clear(): void;
}

const PIECE_BYTES = 65_536;

function startQueue(): Queue {
  let chunks: Buffer[] = [];
  let total = 0;
  return {
    bytes: () => total,
    add(chunk) {
      chunks.push(chunk);
      total += chunk.length;
    },
    head() {
      let count = 0;
      for (let bytes = 0; count < chunks.length && bytes < PIECE_BYTES; count += 1)
        bytes += chunks[count]?.length ?? 0;
      if (count > 1) chunks.unshift(Buffer.concat(chunks.splice(0, count)));
      return chunks[0] ?? Buffer.alloc(0);
    },
    take(count) {
      const rest = chunks[0]?.subarray(count);
      if (rest === undefined || rest.length === 0) chunks.shift();
      else chunks[0] = rest;
      total -= count;
    },
    clear() {
      chunks = [];
      total = 0;
    },
  };
}

function lineCount(bytes: Buffer): number {
  if (bytes.length === 0) return 0;
  let lines = bytes.at(-1) === 10 ? 0 : 1;
  for (let at = bytes.indexOf(10); at !== -1; at = bytes.indexOf(10, at + 1)) lines += 1;
  return lines;
}
