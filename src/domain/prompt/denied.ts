import { LINES_KEPT, shortLine, shortLines } from '../text/short-lines.ts';

/** Tool calls that the CLI refused in one iteration. */
export interface DeniedCalls {
  /** All of them, as far as they are known. */
  readonly count: number;
  /** The first different ones, each in one short line. */
  readonly calls: readonly string[];
}

/** Bounded in number and length, and printable: the calls are an agent's text. Undefined: none. */
export function deniedCalls(texts: readonly string[]): DeniedCalls | undefined {
  if (texts.length === 0) return undefined;
  return { count: texts.length, calls: shortLines(texts) };
}

/** The text for the next agent: one line, and one more for each call. */
export function deniedTrouble(denied: DeniedCalls, when: string): string {
  const { count } = denied;
  const head =
    count === 1
      ? `The CLI denied a tool call of the ${when} before this one.`
      : `The CLI denied ${count} tool calls of the ${when} before this one.`;
  const advice =
    'Do not repeat them: reach the goal another way, or signal blocked and say which permission is missing.';
  return [`${head} ${advice}`, ...deniedLines(denied)].join('\n');
}

/** The calls, each in one line, and how many more there were; of a row, which an agent may have written. */
export function deniedLines({ count, calls }: DeniedCalls): readonly string[] {
  const shown = calls.slice(0, LINES_KEPT).map(shortLine);
  const more = Math.max(0, count - shown.length);
  return more === 0 ? shown : [...shown, `and ${more} more`];
}
