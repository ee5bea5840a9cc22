import { printable } from '../../../domain/text/printable.ts';

/**
 * Draws a block over the one before it on a terminal; its lines are cut to the width, so that their
 * number is known also after the terminal was made narrower.
 */
export function redraw(before: string, block: string, width: number): string {
  const up = before
    .split('\n')
    .slice(0, -1)
    .reduce((rows, line) => rows + Math.max(1, Math.ceil(line.length / width)), 0);
  return `${up === 0 ? '' : `\u001B[${up}A`}\r\u001B[J${block}`;
}

/** A block whose lines fit the width. */
export function fitted(block: string, width: number): string {
  return block
    .split('\n')
    .map((line) => printable(line, width))
    .join('\n');
}
