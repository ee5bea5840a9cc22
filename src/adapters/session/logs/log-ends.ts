import { readSync } from 'node:fs';
import { tailOf } from '../../disk/lines/tail.ts';
import { fromRegular, readAt } from '../../disk/regular-file.ts';

const ENDS = { headBytes: 64 * 1024, tailBytes: 1024 * 1024 };
/** As long as a line that tells the cost may be (adapters/process hands over so much of it). */
const LINE_LIMIT_BYTES = 32 * 1024 * 1024;
const PIECE_BYTES = 64 * 1024;
const NEWLINE = 10;

/**
 * The first 64 KiB and the last MiB, each on lines of its own, with the whole of the line that MiB begins in
 * (up to 32 MiB); the whole file where it is no longer.
 */
export function readLogEnds(path: string): string {
  return fromRegular(path, endsOf) ?? '';
}

function endsOf(fd: number, { size }: { readonly size: number }): string {
  const { headBytes, tailBytes } = ENDS;
  const from =
    size <= headBytes + tailBytes ? 0 : lineStart(fd, size - tailBytes, size - LINE_LIMIT_BYTES);
  const tail = tailOf(fd, size, size - from);
  return from === 0 ? tail : `${readAt(fd, headBytes, 0).toString()}\n${tail}`;
}

/** Where the line of the byte at `at` begins; `at` itself where that is before `earliest`. */
function lineStart(fd: number, at: number, earliest: number): number {
  const piece = Buffer.alloc(PIECE_BYTES);
  for (let end = at; end > 0 && end >= earliest;) {
    const from = Math.max(0, end - PIECE_BYTES);
    const count = readSync(fd, piece, 0, end - from, from);
    const newline = piece.subarray(0, count).lastIndexOf(NEWLINE);
    if (newline !== -1) return from + newline + 1 < earliest ? at : from + newline + 1;
    end = from;
  }
  return earliest > 0 ? at : 0;
}
