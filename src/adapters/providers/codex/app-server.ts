import * as z from 'zod/mini';
import type { UsageAnswer, UsageQuery } from '../../../domain/quota/usage-query.ts';
import { FIVE_HOURS, WEEK, type WindowUse } from '../../../domain/quota/window-use.ts';
import { printableWords } from '../../../domain/text/printable.ts';
import type { DataOf } from '../../../domain/text/read-json.ts';
import { jsonOfLine } from '../json-line.ts';
import { count, lenient, text } from '../lenient.ts';

const INITIALIZE = 1;
const READ_LIMITS = 2;
const WHY_LIMIT = 200;

const REQUESTS = [
  {
    id: INITIALIZE,
    method: 'initialize',
    params: { clientInfo: { name: 'samocode', title: null, version: '1' } },
  },
  { method: 'initialized' },
  { id: READ_LIMITS, method: 'account/rateLimits/read' },
] as const;

const window = lenient(
  z.object({ usedPercent: count, windowDurationMins: count, resetsAt: count }),
);
const bucket = z.object({ limitId: text, limitName: text, primary: window, secondary: window });
const answer = z.object({
  id: count,
  error: lenient(z.object({ message: text })),
  result: lenient(
    z.object({
      rateLimits: lenient(bucket),
      rateLimitsByLimitId: lenient(z.record(z.string(), lenient(bucket))),
    }),
  ),
});

type Bucket = DataOf<typeof bucket>;

/**
 * `codex app-server`: JSON-RPC, one line for each message, measured on 0.171.0 (0.7 s, no turn of the model).
 * It needs a ChatGPT login, and answers for that login even if CODEX_API_KEY is set.
 */
export const appServer: UsageQuery = {
  args: (extraArgs) => [
    'app-server',
    // As for an attempt.
    ...['-c', 'analytics.enabled=false', '-c', 'check_for_update_on_startup=false'],
    ...extraArgs.flatMap((arg, at) =>
      /^(?:-c|--config)$/.test(extraArgs[at - 1] ?? '') ? ['-c', arg] : [],
    ),
  ],
  input: REQUESTS.map((request) => `${JSON.stringify(request)}\n`).join(''),
  marks: ['"id"'],
  read: readAnswer,
};

function readAnswer(line: string): UsageAnswer | undefined {
  const { id, error, result } = z.safeParse(answer, jsonOfLine(line)).data ?? {};
  if (id !== READ_LIMITS && (id !== INITIALIZE || error === undefined)) return undefined;
  if (error !== undefined) return { why: printableWords(error.message ?? 'an error', WHY_LIMIT) };
  const buckets = Object.values(result?.rateLimitsByLimitId ?? {}).filter(
    (one) => one !== undefined,
  );
  const main = result?.rateLimits ?? buckets.find(({ limitId }) => limitId === 'codex');
  const others = buckets.filter(({ limitId }) => limitId !== main?.limitId);
  const windows = [
    ...(main === undefined ? [] : usesOf(main)),
    // A limit of one model has the model's name.
    ...others.flatMap((one) =>
      one.limitName === undefined
        ? []
        : usesOf(one).map((use) => ({ ...use, model: one.limitName ?? '' })),
    ),
  ];
  return windows.length === 0 ? { why: 'it told no usage window' } : { windows };
}

function usesOf({ primary, secondary }: Bucket): readonly WindowUse[] {
  return [...useOf(primary, FIVE_HOURS), ...useOf(secondary, WEEK)];
}

/** None for a number that cannot be. */
function useOf(told: Bucket['primary'], usualMinutes: number): readonly WindowUse[] {
  const { usedPercent: used, windowDurationMins: minutes, resetsAt } = told ?? {};
  if (used === undefined || !(used >= 0 && used <= 900)) return [];
  const isLength = minutes !== undefined && minutes >= 1 && minutes < 1_000_000;
  return [
    {
      minutes: isLength ? Math.round(minutes) : usualMinutes,
      used,
      isWarned: false,
      until: resetsAt === undefined || resetsAt <= 0 ? undefined : resetsAt * 1000,
    },
  ];
}
