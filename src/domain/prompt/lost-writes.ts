import { shortLines } from '../text/short-lines.ts';

/** The next agent is told of writes of its CLI that failed: one line, and a line for each failure. */
export function lostTrouble(lost: readonly string[], when: string): string {
  const head = `The CLI could not write all of its files in the ${when} before this one: output of a tool or a part of its transcript is lost.`;
  const advice =
    'Where its results rest on long output, run the command again with its output in a file, and read that file in parts.';
  return [`${head} ${advice}`, ...shortLines(lost)].join('\n');
}
