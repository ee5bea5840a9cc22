import { dirname } from 'node:path';
import { diskFullWords } from '../domain/run/disk-codes.ts';
import { errorCode } from '../domain/text/error-code.ts';
import { printable, printableLines } from '../domain/text/printable.ts';
import { joinShellWords } from '../domain/text/shell-words.ts';
import { UserError } from '../domain/text/user-error.ts';
import { VERSION } from './version.ts';

/** The text of an error for a person, and its exit code. */
export interface Explained {
  readonly text: string;
  readonly code: number;
}

/** A UserError in its own words; a disk's refusal with the path; anything else is our bug. */
export function explain(thrown: unknown): Explained {
  const error = firstOf(thrown);
  if (error instanceof UserError) {
    const hint = error.hint === undefined ? '' : `\n  → ${printable(error.hint)}`;
    const message = error.lines.map((line) => printable(line)).join('\n');
    return { text: `samocode: ${message}${hint}\n`, code: error.exitCode };
  }
  if (isSystemError(error)) {
    if (error.syscall === 'uv_cwd') return { text: NO_FOLDER, code: 2 };
    const hint =
      spaceHint(error) ?? DISK_HINTS[error.code] ?? 'check the folder, its owner and the disk';
    return { text: `samocode: ${printable(error.message)}\n  → ${hint}\n`, code: 74 };
  }
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  const report = `this is a bug in samocode ${VERSION} (node ${process.version}); please report it`;
  return { text: `${printableLines(stack)}\nsamocode: ${report}\n`, code: 1 };
}

/** What went wrong first; what failed while the rest was closed only followed from it. */
function firstOf(error: unknown): unknown {
  if (!(error instanceof Error) || error.name !== 'SuppressedError') return error;
  return 'suppressed' in error ? firstOf(error.suppressed) : error;
}

function spaceHint({ code, path }: SystemError): string | undefined {
  const what = diskFullWords(code);
  if (what === undefined) return undefined;
  const look = path === undefined ? '' : ` there (df -h ${joinShellWords([dirname(path)])})`;
  return `${what}: free some space${look} and start again; nothing is lost`;
}

const NO_FOLDER =
  'samocode: the current folder was removed\n  → go to another folder (cd), and repeat the command\n';

const DISK_HINTS: Readonly<Record<string, string>> = {
  EROFS:
    'the file system is read-only: mount it writable, or name another folder in SESSIONS or XDG_STATE_HOME',
  EACCES: 'it may not be read or written: check owner and mode',
  EPERM: 'it may not be read or written: check owner and mode',
  EMFILE: 'this process may open no more files: raise the limit (ulimit -n 4096) and start again',
  ENFILE: 'too many files are open on this machine: end some programs and start again',
  EFBIG: 'a file may not grow so large here: raise the limit (ulimit -f unlimited) and start again',
  ENOENT: 'it is gone: was the session folder moved or removed?',
};

interface SystemError extends Error {
  readonly code: string;
  readonly syscall: string;
  readonly path?: string;
}

function isSystemError(error: unknown): error is SystemError {
  return (
    error instanceof Error && 'syscall' in error && /^E[A-Z0-9]+$/.test(errorCode(error) ?? '')
  );
}
