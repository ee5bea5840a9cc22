import { write } from '../stdout.ts';
import type { Words } from './words.ts';

/** The words that write raw text and bytes to stdout and stderr. */
export const OUTPUT_WORDS = {
  say: (line) => {
    write(1, `${line}\n`);
  },
  part: (text) => {
    write(1, text);
  },
  hex: (bytes) => {
    write(1, Buffer.from(bytes, 'hex'));
  },
  err: (line) => {
    write(2, `${line}\n`);
  },
  flood: (megabytes) => {
    const block = `${'x'.repeat(199)}\n`.repeat(5000);
    for (let n = 0; n < megabytes; n += 1) write(1, block);
  },
  long: (megabytes) => {
    const block = 'y'.repeat(1_000_000);
    for (let n = 0; n < megabytes; n += 1) write(1, block);
    write(1, '\n');
  },
} as const satisfies Partial<Words>;
