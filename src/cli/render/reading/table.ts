import { cellWidth } from '../../../domain/text/cells.ts';

/** The rows as lines with their cells below each other, two blanks apart; `isRight`: the column is of numbers. */
export function tableLines(
  rows: readonly (readonly string[])[],
  isRight: (column: number) => boolean,
): readonly string[] {
  const widths = (rows[0] ?? []).map((_, at) =>
    rows.reduce((most, cells) => Math.max(most, cellWidth(cells[at] ?? '')), 0),
  );
  return rows.map((cells) => {
    const padded = cells.map((cell, at) => {
      const space = ' '.repeat((widths[at] ?? 0) - cellWidth(cell));
      return isRight(at) ? space + cell : cell + space;
    });
    return padded.join('  ').trimEnd();
  });
}
