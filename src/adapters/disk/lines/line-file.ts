import { closeSync } from 'node:fs';
import { openRegular } from '../regular-file.ts';
import { type FileLine, readSlice, sliceBuffer, splitLines } from './read-lines.ts';

/** A longer line is cut here; a line of a gigabyte is of no use. */
const LINE_LIMIT_BYTES = 1024 * 1024;

/**
 * A reader of a file that may grow; continues at its last position, with bounded memory for any
 * content.
 */
export interface LineFile {
  /** The next slice: its whole lines, or undefined when the file gave nothing more. */
  next(): readonly FileLine[] | undefined;
  /** An unfinished last line. */
  rest(): FileLine | undefined;
  close(): void;
}

/** Reads an open file from an offset on; closing the reader closes the file. */
export function lineFile(fd: number, fromByte = 0): LineFile {
  let offset = fromByte;
  let lines: FileLine[] = [];
  const splitter = splitLines(LINE_LIMIT_BYTES, (text, bytes) => {
    lines.push({ text, bytes });
  });
  const buffer = sliceBuffer();
  return {
    next: () => {
      const chunk = readSlice(fd, buffer, offset);
      if (chunk.length === 0) return undefined;
      offset += chunk.length;
      lines = [];
      splitter.push(chunk);
      return lines;
    },
    rest: () => splitter.rest(),
    close: () => {
      closeSync(fd);
    },
  };
}

/** Every line up to the end, the unfinished last one too; closes the file. */
export function* allLines(file: LineFile): Generator<FileLine> {
  try {
    for (let lines = file.next(); lines !== undefined; lines = file.next()) yield* lines;
    const rest = file.rest();
    if (rest !== undefined) yield rest;
  } finally {
    file.close();
  }
}

/** Every line of a regular file, from an offset on; none if there is no such file. Follows no link. */
export function* linesOf(path: string, fromByte = 0): Generator<FileLine> {
  const opened = openRegular(path);
  if (opened.kind === 'file') yield* allLines(lineFile(opened.fd, fromByte));
}
