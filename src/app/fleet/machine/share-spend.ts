import type {
  Kept,
  SharedSpendLines,
  SpendCursor,
  SpendLines,
} from '../../ports/fleet/shared-books.ts';

export interface SpendParts {
  readonly here: SpendLines;
  readonly there: SharedSpendLines;
  readonly cursor: Kept<SpendCursor>;
}

/** Brings what attempts cost on one machine into the spend books of all others: their limits count it. */
export async function shareSpend({ here, there, cursor }: SpendParts): Promise<void> {
  const from = cursor.read() ?? { bytes: {}, number: 0 };
  const { lines, bytes } = here.after(from.bytes);
  if (lines.length > 0) await there.add(lines);
  const news = await there.after(from.number);
  here.append(news);
  const number = news.at(-1)?.number ?? from.number;
  // After a crash before this the same lines come again, and change nothing.
  if (lines.length > 0 || news.length > 0) cursor.write({ bytes, number });
}
