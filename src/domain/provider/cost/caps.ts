import { usdText } from './cost-words.ts';
/** The scope of a cost limit: this run, its session, or all sessions of the user on a local day or in a month. */
export type CapOf = 'run' | 'session' | 'day' | 'month';

/** A limit of cost and what counts against it, in US dollars. */
export interface CostCap {
  readonly of: CapOf;
  readonly capUsd: number;
  /** Reported, computed or assumed. */
  readonly spentUsd: number;
}

/** The limits that are set. */
export interface CapSettings {
  /** `--max-cost`. */
  readonly maxCostUsd?: number | undefined;
  readonly maxCostPerSessionUsd: number | undefined;
  readonly maxCostPerDayUsd: number | undefined;
  readonly maxCostPerMonthUsd: number | undefined;
}

/** The flag or setting of each limit. */
export const CAP_SETTINGS: Readonly<Record<CapOf, string>> = {
  run: '--max-cost',
  session: 'SAMOCODE_MAX_COST_PER_SESSION',
  day: 'SAMOCODE_MAX_COST_PER_DAY',
  month: 'SAMOCODE_MAX_COST_PER_MONTH',
};

/** The limits that are set, with the costs that `spent` knows; it is asked for no other. */
export function capsOf(set: CapSettings, spent: (of: CapOf) => number): readonly CostCap[] {
  const all: readonly (readonly [CapOf, number | undefined])[] = [
    ['run', set.maxCostUsd],
    ['session', set.maxCostPerSessionUsd],
    ['day', set.maxCostPerDayUsd],
    ['month', set.maxCostPerMonthUsd],
  ];
  return all.flatMap(([of, capUsd]) =>
    capUsd === undefined ? [] : [{ of, capUsd, spentUsd: spent(of) }],
  );
}

/** Whether all sessions of the user share the limit. */
export function isShared({ of }: Pick<CostCap, 'of'>): boolean {
  return of === 'day' || of === 'month';
}

/** The rest of the tightest limit, below zero where it was exceeded; undefined without a limit. */
export function leftUsd(caps: readonly CostCap[]): number | undefined {
  const lefts = caps.map(({ capUsd, spentUsd }) => capUsd - spentUsd);
  return lefts.length === 0 ? undefined : Math.min(...lefts);
}

/** The first limit that lets no attempt start. */
export function reachedCap(caps: readonly CostCap[]): CostCap | undefined {
  return caps.find(({ capUsd, spentUsd }) => spentUsd >= capUsd);
}

/** A part of a limit that people are told of once: all of it, or most. */
export type CapLevel = 100 | 80;

/** The highest level that a limit has reached. */
export function levelOf({ capUsd, spentUsd }: CostCap): CapLevel | undefined {
  if (spentUsd >= capUsd) return 100;
  return spentUsd >= 0.8 * capUsd ? 80 : undefined;
}

/** When the limit lets attempts start again by itself, in epoch milliseconds. */
export function opensAt({ of }: Pick<CostCap, 'of'>, now: Date): number | undefined {
  const [year, month] = [now.getFullYear(), now.getMonth()];
  if (of === 'day') return new Date(year, month, now.getDate() + 1).getTime();
  return of === 'month' ? new Date(year, month + 1, 1).getTime() : undefined;
}

/** A limit as it was set: `$5 a day`. */
export function limitWords({ of, capUsd }: Pick<CostCap, 'of' | 'capUsd'>): string {
  return of === 'run' ? `$${capUsd}` : `$${capUsd} a ${of}`;
}

/** The amount, the limit, and the setting that lifts it. */
export function capWords(cap: CostCap): string {
  const all = isShared(cap) ? ' for all sessions' : '';
  return `${usdText(cap.spentUsd)} of ${limitWords(cap)}${all} spent (${CAP_SETTINGS[cap.of]})`;
}
