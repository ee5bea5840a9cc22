import { isMissing } from '../../../domain/text/error-code.ts';
import { type OtherReading, readRegular } from '../../disk/regular-file.ts';
import { explainError } from '../explain-error.ts';

/** The text of a file, or why it cannot be read (to be read on after its path). */
export type TextFile =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'absent' }
  | { readonly kind: 'folder' }
  | { readonly kind: 'unreadable'; readonly reason: string };

const LIMIT_BYTES = 2 ** 20;

/** Reads a regular file of at most 1 MiB. Never reads a pipe or a device: it may have no end. */
export function readTextFile(path: string): TextFile {
  try {
    const reading = readRegular(path, LIMIT_BYTES, Infinity, 'followed');
    if (reading.kind === 'missing') return { kind: 'absent' };
    if (reading.kind === 'other') return otherFile(reading);
    const text = reading.bytes.toString();
    return text.includes('\0') ? unreadable('is not UTF-8 text') : { kind: 'text', text };
  } catch (error) {
    return isMissing(error)
      ? { kind: 'absent' }
      : unreadable(`cannot be read: ${explainError(error)}`);
  }
}

function otherFile({ what, size }: OtherReading): TextFile {
  if (what === 'a directory') return { kind: 'folder' };
  return unreadable(size === undefined ? 'is not a regular file' : 'is larger than 1 MiB');
}

function unreadable(reason: string): TextFile {
  return { kind: 'unreadable', reason };
}
