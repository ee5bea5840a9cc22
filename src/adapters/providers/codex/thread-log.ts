import * as z from 'zod/mini';
import type { Usage } from '../../../domain/provider/agent-event.ts';
import type { ThreadLog } from '../../../domain/provider/cost/thread-log.ts';
import { jsonOfLine } from '../json-line.ts';
import { lenient } from '../lenient.ts';
import { tokens, usageOf } from './tokens.ts';

const logLine = z.object({
  payload: lenient(
    z.object({
      thread_token_usage: tokens,
      info: lenient(z.object({ total_token_usage: tokens })),
    }),
  ),
});

/** A UUID of version 7: its first 48 bits are epoch milliseconds. */
const THREAD = /^([\da-f]{8})-([\da-f]{4})-7[\da-f]{3}-[\da-f]{4}-[\da-f]{12}$/;
const DAY_MS = 24 * 60 * 60 * 1000;

/**
 * `sessions/<year>/<month>/<day>/rollout-<time>-<thread>.jsonl` in CODEX_HOME, by the local day on which the thread
 * began. Each answer of the model adds a line with the total so far, `token_usage_record`, and when its tools have
 * ended another one, `token_count`, which older versions have alone (0.171.0).
 */
export const codexThreadLog: ThreadLog = {
  place(thread) {
    const [, high, low] = THREAD.exec(thread) ?? [];
    if (high === undefined || low === undefined) return undefined;
    const began = parseInt(`${high}${low}`, 16);
    // A day of any time zone.
    const days = [began, began - DAY_MS, began + DAY_MS].map((at) => new Date(at).toISOString());
    const folders = days.map((day) => `sessions/${day.slice(0, 10).replaceAll('-', '/')}`);
    return { folders, nameEnd: `-${thread}.jsonl` };
  },
  usage(lines) {
    let usage: Usage | undefined;
    for (const line of lines.split('\n')) {
      if (!line.includes('"token_')) continue;
      const { payload } = z.safeParse(logLine, jsonOfLine(line)).data ?? {};
      const total = payload?.thread_token_usage ?? payload?.info?.total_token_usage;
      if (total !== undefined) usage = usageOf(total);
    }
    return usage;
  },
};
