import { readFileSync, readSync } from 'node:fs';

const PIECE_BYTES = 65_536;
const PAUSE_MS = 10;

/** All of a text file, or of stdin for `-`; throws what the system says. */
export function readInput(path: string): string {
  return path === '-' ? readStdin() : readFileSync(path, 'utf8');
}

/** A pipe that its writer made non-blocking answers EAGAIN while nothing is in it: that is no end. */
function readStdin(): string {
  const pieces: Buffer[] = [];
  for (;;) {
    const piece = Buffer.allocUnsafe(PIECE_BYTES);
    try {
      const count = readSync(0, piece);
      if (count === 0) return Buffer.concat(pieces).toString('utf8');
      pieces.push(piece.subarray(0, count));
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? error.code : undefined;
      if (code === 'EOF') return Buffer.concat(pieces).toString('utf8');
      if (code !== 'EAGAIN') throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, PAUSE_MS);
    }
  }
}
