import type { MarkKind } from '../sweep/mark-finder.ts';
import { BRACE, HEAD_BYTES, limitOf, LINE_LIMIT_BYTES, type Search } from './line-search.ts';

export interface PartialLine {
  isOpen(): boolean;
  add(piece: Buffer): void;
  take(): { readonly kind: MarkKind | 'plain'; readonly text: () => string };
}

/** The facts about an unfinished line. */
const newLine = () => ({
  isOpen: false,
  keptBytes: 0,
  /** The bytes so far, including those that were not kept. */
  seenBytes: 0,
  isWhole: false,
  /** Where in the line its object begins. */
  objectAt: undefined as number | undefined,
  seam: Buffer.alloc(0),
  kind: 'plain' as MarkKind | 'plain',
  isDull: false,
});

/** A line whose end has not come: its first MiB, more of a verdict, and whether a mark was in it. */
export const openPartialLine = ({ all, isDull }: Search): PartialLine => {
  const seamBytes = Math.max(1, all.longest - 1);
  let kept = Buffer.allocUnsafe(0);
  let line = newLine();

  const keep = (piece: Buffer): void => {
    const limit = limitOf(line.isWhole);
    const bytes = Math.min(piece.length, limit - line.keptBytes);
    if (line.keptBytes + bytes > kept.length) {
      const grown = Buffer.allocUnsafe(Math.min(limit, 2 * (line.keptBytes + bytes)));
      kept.copy(grown, 0, 0, line.keptBytes);
      kept = grown;
    }
    line.keptBytes += piece.copy(kept, line.keptBytes, 0, bytes);
  };

  /** `offset`: where in the line the bytes begin. */
  const look = (bytes: Buffer, offset: number): void => {
    all.scan(bytes, 0, bytes.length, (at, found) => {
      if (line.kind !== 'verdict') line.kind = found;
      const place = offset + at - (line.objectAt ?? 0);
      if (found === 'verdict' && place < HEAD_BYTES) line.isWhole = true;
      return at + 1;
    });
  };

  return {
    isOpen: () => line.isOpen,
    add: (piece) => {
      line.isOpen = true;
      if (line.isDull) return;
      if (line.objectAt === undefined && piece.includes(BRACE)) {
        line.objectAt = line.seenBytes + piece.indexOf(BRACE);
      }
      // A mark may straddle the border between two pieces.
      const border = Buffer.concat([line.seam, piece.subarray(0, seamBytes)]);
      look(border, line.seenBytes - line.seam.length);
      look(piece, line.seenBytes);
      keep(piece);
      line.seenBytes += piece.length;
      line.seam = Buffer.concat([line.seam, piece.subarray(-seamBytes)]).subarray(-seamBytes);
      line.isDull = isDull?.(kept.subarray(0, line.keptBytes), 0) === true;
    },
    take: () => {
      const bytes = kept.subarray(0, line.keptBytes);
      const kind = line.isDull ? 'plain' : line.kind;
      // Given back: one long verdict must not be paid for until the end.
      if (kept.length > LINE_LIMIT_BYTES) kept = Buffer.allocUnsafe(0);
      line = newLine();
      return { kind, text: () => bytes.toString('utf8') };
    },
  };
};
