import { join } from 'node:path';
import type { Rest } from '../../../domain/report/axis.ts';
import { localTime } from '../../../domain/report/history-line.ts';
import { linesOf } from '../../disk/lines/line-file.ts';
import { readTail } from '../../disk/lines/tail.ts';

const TAIL_BYTES = 16 * 1024;
/** `YYYY-MM-DD HH:MM:SS LEVEL text`; details are no last words, nor is the first line of a run that was refused. */
const LINE = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d (?:INFO|WARN|ERROR) (?!configuration: )(.+)$/;

/** The last output of a session's run according to `session.log`; undefined if there is none. */
export function lastWords(sessionPath: string): string | undefined {
  const lines = readTail(join(sessionPath, 'session.log'), TAIL_BYTES).split('\n');
  return lines.flatMap((line) => LINE.exec(line)?.[1] ?? []).at(-1);
}

/** A run's warning that it rests for the provider (`wordsOf` in src/cli/render/words.ts). */
const REST =
  /^(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d) WARN .*; (sleeping|resting) until (\d{4}-\d\d-\d\d \d\d:\d\d:\d\d)/;
/** The words of a run as it starts an attempt, or ends. */
const OVER =
  /^(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d) (?:INFO|WARN|ERROR) (?:iteration \d+, .* → _logs\/|ended by |stopped |parked until )/;

/** When runs rested for the provider, by `session.log`: until the time they said, or their next act before it. */
export function restsTold(sessionPath: string): readonly Rest[] {
  const rests: Rest[] = [];
  let open: Rest | undefined;
  for (const { text } of linesOf(join(sessionPath, 'session.log'))) {
    const [, told, verb, until] = REST.exec(text) ?? [];
    const at = localTime(told ?? OVER.exec(text)?.[1] ?? '');
    if (at === undefined) continue;
    if (open !== undefined) rests.push({ ...open, to: Math.min(open.to, at) });
    open = undefined;
    const to = localTime(until ?? '');
    if (to === undefined) continue;
    open = { for: verb === 'sleeping' ? 'limit' : 'outage', from: at, to };
  }
  const all = open === undefined ? rests : [...rests, open];
  return all.filter(({ from, to }) => to > from).sort((one, other) => one.from - other.from);
}
