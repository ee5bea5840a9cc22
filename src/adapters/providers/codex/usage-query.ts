import * as z from 'zod/mini';
import type { NoAnswer } from '../../../domain/provider/cli-query.ts';
import type { UsageAnswer, UsageQuery } from '../../../domain/quota/usage-query.ts';
import { FIVE_HOURS, WEEK, type WindowUse } from '../../../domain/quota/window-use.ts';
import type { DataOf } from '../../../domain/text/read-json.ts';
import { count, lenient, text } from '../lenient.ts';
import { appServerQuery } from './app-server.ts';

const window = lenient(
  z.object({ usedPercent: count, windowDurationMins: count, resetsAt: count }),
);
const bucket = z.object({ limitId: text, limitName: text, primary: window, secondary: window });
const result = z.object({
  rateLimits: lenient(bucket),
  rateLimitsByLimitId: lenient(z.record(z.string(), lenient(bucket))),
});

type Bucket = DataOf<typeof bucket>;

/** It needs a ChatGPT login, and answers for that login even if CODEX_API_KEY is set. */
export const usageQuery: UsageQuery = appServerQuery({
  method: 'account/rateLimits/read',
  result,
  read: windowsOf,
});

function windowsOf(told: DataOf<typeof result> | undefined): UsageAnswer | NoAnswer {
  const buckets = Object.values(told?.rateLimitsByLimitId ?? {}).filter((one) => one !== undefined);
  const main = told?.rateLimits ?? buckets.find(({ limitId }) => limitId === 'codex');
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
