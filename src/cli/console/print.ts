import { writeSync } from 'node:fs';
import { diskFullWords } from '../../domain/run/disk-codes.ts';
import { errorCode } from '../../domain/text/error-code.ts';
import { printable, printableJson, printableOutput } from '../../domain/text/printable.ts';
import { UserError } from '../../domain/text/user-error.ts';

/** Why a part of the result is not in the file that stdout is; undefined: all of it is, or nobody reads it. */
let lost: UserError | undefined;

/** Throws where half of a result would pass for the whole one. Call it when the command has done its work. */
export function checkPrinted(): void {
  if (lost !== undefined) throw lost;
}

/**
 * Prints the whole result of a command on stdout, also for a slow reader. Returns false once the
 * reader is gone. Text loses all terminal commands except our own colours; bytes are printed
 * unchanged.
 */
export function print(text: string | Uint8Array): boolean {
  return writeWhole(1, text);
}

/** Prints a value as one line of JSON on stdout. */
export function printJson(value: unknown): boolean {
  return print(`${printableJson(JSON.stringify(value))}\n`);
}

/** Prints for the person on stderr. */
export function printError(text: string): void {
  writeWhole(2, text);
}

/** Prints one line for the person on stderr, whatever file names are in it. */
export function printRemark(text: string): void {
  printError(`samocode: ${printable(text)}\n`);
}

function writeWhole(fd: number, text: string | Uint8Array): boolean {
  const bytes = typeof text === 'string' ? Buffer.from(printableOutput(text)) : text;
  for (let written = 0; written < bytes.length;) {
    try {
      written += writeSync(fd, bytes, written);
    } catch (error) {
      const code = errorCode(error);
      if (code === 'EAGAIN') {
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10);
        continue;
      }
      const full = fd === 1 ? diskFullWords(code) : undefined;
      if (full !== undefined) lost = outputLost(full);
      return false; // The reader is gone (EPIPE, EIO): no channel is left for an error.
    }
  }
  return true;
}

function outputLost(full: string): UserError {
  return new UserError(`the output of this command is not complete: ${full}`, {
    hint: 'free some space where stdout goes, and repeat the command if it only shows something',
    exitCode: 74,
  });
}
