import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs';
import { isMissing } from '../../domain/text/error-code.ts';
import { explainError } from './explain-error.ts';

/** The text of a file, or why it cannot be read (to be read on after its path). */
export type TextFile =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'absent' }
  | { readonly kind: 'folder' }
  | { readonly kind: 'unreadable'; readonly reason: string };

const LIMIT_BYTES = 2 ** 20;

/** Reads a regular file of at most 1 MiB. Never reads a pipe or a device: it may have no end. */
export function readTextFile(path: string): TextFile {
  let descriptor: number;
  try {
    descriptor = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch (error) {
    const absent = isMissing(error);
    return absent ? { kind: 'absent' } : unreadable(`cannot be read: ${explainError(error)}`);
  }
  try {
    const stat = fstatSync(descriptor);
    if (stat.isDirectory()) return { kind: 'folder' };
    if (!stat.isFile()) return unreadable('is not a regular file');
    if (stat.size > LIMIT_BYTES) return unreadable('is larger than 1 MiB');
    const text = readFileSync(descriptor, 'utf8');
    return text.includes('\0') ? unreadable('is not UTF-8 text') : { kind: 'text', text };
  } catch (error) {
    return unreadable(`cannot be read: ${explainError(error)}`);
  } finally {
    closeSync(descriptor);
  }
}

function unreadable(reason: string): TextFile {
  return { kind: 'unreadable', reason };
}
