import { join } from 'node:path';
import { localTime } from '../../../domain/report/history-line.ts';
import { linesOf } from '../../disk/line-file.ts';
import { readTail } from '../../disk/tail.ts';

const TAIL_BYTES = 16 * 1024;
/** `YYYY-MM-DD HH:MM:SS LEVEL text`; details are no last words. */
const LINE = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d (?:INFO|WARN|ERROR) (.+)$/;

/** The last output of a session's run according to `session.log`; undefined if there is none. */
export function lastWords(sessionPath: string): string | undefined {
  const lines = readTail(join(sessionPath, 'session.log'), TAIL_BYTES).split('\n');
  return lines.flatMap((line) => LINE.exec(line)?.[1] ?? []).at(-1);
}

/** A run's warning that it sleeps for the provider's limit (`wordsOf` in src/cli/render/words.ts). */
const SLEEP = /^(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d) WARN .*; sleeping until \d{4}-/;

/** When runs said that they sleep for the provider's limit, by `session.log`; epoch milliseconds. */
export function sleepsTold(sessionPath: string): readonly number[] {
  const times: number[] = [];
  for (const { text } of linesOf(join(sessionPath, 'session.log'))) {
    const at = localTime(SLEEP.exec(text)?.[1] ?? '');
    if (at !== undefined) times.push(at);
  }
  return times;
}
