import { isUtf8 } from 'node:buffer';
import { createHash } from 'node:crypto';
import type { QuestionsFile } from '../../app/ports/session/session-files.ts';
import { readRegular } from '../disk/regular-file.ts';

const LIMIT_BYTES = 4 * 1024 * 1024;
const NEWLINE = 10;

/** Reads `_qa.md`; undefined where there is no regular file. */
export function readQuestionsFile(path: string): QuestionsFile | undefined {
  const reading = readRegular(path, LIMIT_BYTES);
  if (reading.kind !== 'file') return undefined;
  const hash = createHash('sha256').update(reading.bytes).digest('hex').slice(0, 32);
  return { text: textOf(reading.bytes), hash };
}

/**
 * A text as people's editors save it: UTF-8, UTF-16 with its byte order mark, and lines in Windows-1252 where an
 * editor wrote them so.
 */
function textOf(bytes: Buffer): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return utf16(bytes.subarray(2));
  if (bytes[0] === 0xfe && bytes[1] === 0xff) {
    return utf16(Buffer.from(bytes.subarray(2, bytes.length - (bytes.length % 2))).swap16());
  }
  if (isUtf8(bytes)) return bytes.toString();
  const windows = new TextDecoder('windows-1252');
  return linesOf(bytes)
    .map((line) => (isUtf8(line) ? line.toString() : windows.decode(line)))
    .join('');
}

function utf16(bytes: Buffer): string {
  return bytes.toString('utf16le');
}

/** Each line with its line break. */
function linesOf(bytes: Buffer): readonly Buffer[] {
  const lines: Buffer[] = [];
  for (let from = 0; from < bytes.length;) {
    const end = bytes.indexOf(NEWLINE, from);
    const to = end === -1 ? bytes.length : end + 1;
    lines.push(bytes.subarray(from, to));
    from = to;
  }
  return lines;
}
