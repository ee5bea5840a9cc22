import type { AgentEvent } from '../../../domain/provider/agent-event.ts';
import { FIVE_HOURS, WEEK, type WindowUse } from '../../../domain/quota/window-use.ts';
import type { ClaudeLimitInfo, ClaudeLine } from './line.ts';

/** A window that is used up, and how much of each window is used. */
export function rateLimitEvents({ rate_limit_info: info }: ClaudeLine): readonly AgentEvent[] {
  if (info === undefined) return [];
  const windows = windowUses(info);
  return [...usedUp(info), ...(windows.length === 0 ? [] : [{ kind: 'quota', windows } as const])];
}

/** Only a window that is used up and not paid for otherwise; `allowed_warning` goes on. */
function usedUp({
  status,
  isUsingOverage,
  rateLimitType,
  resetsAt,
}: ClaudeLimitInfo): readonly AgentEvent[] {
  if (status !== 'rejected' || isUsingOverage === true) return [];
  const model = cappedModel(rateLimitType ?? '');
  const until = epochMs(resetsAt);
  return [
    {
      kind: 'limit',
      ...(until !== undefined && { until }),
      ...(model !== undefined && { model }),
    },
  ];
}

/** The window that the event is about comes last: its warning counts. One that is used up is a limit. */
function windowUses(info: ClaudeLimitInfo): readonly WindowUse[] {
  const about = info.rateLimitType ?? 'five_hour';
  const others = Object.entries(info.unifiedWindows ?? {}).filter(([type]) => type !== about);
  const own = info.unifiedWindows?.[about];
  const facts = {
    utilization: info.utilization ?? own?.utilization,
    resetsAt: info.resetsAt ?? own?.resetsAt,
  };
  return [
    ...others.flatMap(([type, told]) => useOf(type, { ...told, isWarned: false })),
    ...(info.status === 'rejected'
      ? []
      : useOf(about, { ...facts, isWarned: info.status === 'allowed_warning' })),
  ];
}

interface Told {
  readonly utilization?: number | undefined;
  readonly resetsAt?: number | undefined;
  readonly isWarned: boolean;
}

/** None for a kind of window that is unknown, such as that of paid overage. */
function useOf(type: string, { utilization, resetsAt, isWarned }: Told): readonly WindowUse[] {
  const model = cappedModel(type);
  const isWeek = type === 'seven_day' || model !== undefined;
  if (!isWeek && type !== 'five_hour') return [];
  return [
    {
      minutes: isWeek ? WEEK : FIVE_HOURS,
      used: percentOf(utilization),
      isWarned,
      until: epochMs(resetsAt),
      ...(model !== undefined && { model }),
    },
  ];
}

/** The CLI gives a share; one that cannot be is no number. */
function percentOf(share: number | undefined): number | undefined {
  if (share === undefined || !(share >= 0 && share <= 9)) return undefined;
  return Math.round(share * 10_000) / 100;
}

/** The model of a window such as `seven_day_opus`; `seven_day_overage_included` is what 2.1.332 calls its Fable limit. */
function cappedModel(type: string): string | undefined {
  if (type === 'seven_day_overage_included') return 'fable';
  return /_(opus|sonnet|haiku|fable)$/.exec(type)?.[1];
}

/** The CLI gives seconds; a larger number is already in milliseconds. */
function epochMs(time: number | undefined): number | undefined {
  if (time === undefined || time <= 0) return undefined;
  return time > 100_000_000_000 ? time : time * 1000;
}
