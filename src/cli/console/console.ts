import { closeSync, constants, fstatSync, openSync, statSync } from 'node:fs';
import { errorCode } from '../../domain/text/error-code.ts';
import { startBacklog } from './console-backlog.ts';

/** The output of a run. Writing never blocks, never throws and never delays the exit. */
export interface Console {
  /** As it was at the start; a terminal that closes later changes nothing here. */
  readonly isTerminal: boolean;
  /** The current width in characters; 80 if it is unknown. */
  columns(): number;
  /** Calls `listener` after each resize of the terminal, until the returned function is called. */
  onResize(listener: () => void): () => void;
  /** Shows `text` now, or when it is read; drops whole lines when too much is waiting. */
  write(text: string): void;
  /**
   * Writes `text` only if the reader takes it at once, and returns whether it did: for text that is
   * useless later.
   */
  writeNow(text: string): boolean;
  /** Waits until all is read, or dropped for good, at most `limitMs`. */
  flush(limitMs: number): Promise<void>;
  /** Lines dropped so far; what still waits when the process ends is not counted. */
  dropped(): number;
}

const BACKLOG_LIMIT_BYTES = 1024 * 1024;

/**
 * A console on stdout or stderr that never blocks on a slow reader: `process.stdout` on a pipe is
 * synchronous on Linux. At most 1 MiB of unread output is kept; further lines are dropped, and their
 * number is written in their place once the reader continues. A console that is gone (EPIPE, EIO)
 * stays silent. Do not use it for a command whose output is the result.
 */
export function openConsole(fd: 1 | 2): Console {
  process.once('exit', closeLostTerminals);
  const kind = kindOf(fd);
  const target = nonBlocking(fd, kind);
  const backlog = target === undefined ? undefined : startBacklog(target, BACKLOG_LIMIT_BYTES);
  return {
    isTerminal: kind === 'terminal',
    columns: () => (kind === 'terminal' ? columnsOf(fd) : DEFAULT_COLUMNS),
    onResize: (listener) => {
      const stream = fd === 1 ? process.stdout : process.stderr;
      stream.on('resize', listener);
      return () => stream.off('resize', listener);
    },
    write: (text) => backlog?.write(text),
    writeNow: (text) => backlog?.writeNow(text) ?? false,
    flush: async (limitMs) => backlog?.flush(limitMs),
    dropped: () => backlog?.dropped() ?? 0,
  };
}

/**
 * Node aborts at its exit (an assertion, SIGABRT instead of our exit code) when one of its three standard
 * descriptors is a terminal that has gone away; it passes over one that is closed.
 */
function closeLostTerminals(): void {
  for (const fd of [0, 1, 2]) if (kindOf(fd) === 'device') closeSync(fd);
}

type FdKind = 'terminal' | 'device' | 'pipe' | 'socket' | 'file' | 'closed';

const DEFAULT_COLUMNS = 80;

function kindOf(fd: number): FdKind {
  try {
    const stats = fstatSync(fd);
    if (stats.isFIFO()) return 'pipe';
    if (stats.isSocket()) return 'socket';
    if (!stats.isCharacterDevice() || stats.rdev === statSync('/dev/null').rdev) return 'file';
    // Loading it takes longer than all the rest of this file: only for what may be a terminal.
    return process.getBuiltinModule('node:tty').isatty(fd) ? 'terminal' : 'device';
  } catch {
    return 'closed';
  }
}

/**
 * A descriptor of the same file that fails with EAGAIN instead of waiting; `fd` itself for a file,
 * because other writers share its offset; undefined if the reader is gone.
 */
function nonBlocking(fd: number, kind: FdKind): number | undefined {
  switch (kind) {
    case 'closed':
      return undefined;
    case 'file':
    case 'device':
      return fd;
    case 'socket':
      return nonBlockingInPlace(fd);
    case 'pipe':
    case 'terminal':
      return reopened(fd, kind);
  }
}

/**
 * Opened again, so that O_NONBLOCK applies to us and not to the shell that passed us the
 * descriptor.
 */
function reopened(fd: number, kind: 'pipe' | 'terminal'): number | undefined {
  const { O_WRONLY, O_NONBLOCK, O_NOCTTY } = constants;
  try {
    return openSync(`/proc/self/fd/${fd}`, O_WRONLY | O_NONBLOCK | O_NOCTTY);
  } catch (error) {
    const code = errorCode(error);
    if (code === 'ENXIO' || code === 'EIO') return undefined;
    // No /proc, or another user's terminal (su): the terminal can then hold us up, by Ctrl-S only.
    return kind === 'pipe' ? nonBlockingInPlace(fd) : fd;
  }
}

/** A socket cannot be opened by a path; libuv makes its descriptors non-blocking. */
function nonBlockingInPlace(fd: number): number | undefined {
  try {
    const { Socket } = process.getBuiltinModule('node:net');
    new Socket({ fd, readable: false, writable: true }).on('error', () => undefined).unref();
    return fd;
  } catch {
    return undefined;
  }
}

function columnsOf(fd: 1 | 2): number {
  const { columns } = fd === 1 ? process.stdout : process.stderr;
  return columns > 0 ? columns : DEFAULT_COLUMNS;
}
