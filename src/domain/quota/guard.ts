import { endOf, percentWords, type SeenUse, windowWords } from './window-use.ts';

/** The per cent of the account's usage windows that are left to the person; undefined: no guard. */
export interface Keep {
  /** Of windows that are shorter than a day. */
  readonly fiveHours: number | undefined;
  /** Of longer ones. */
  readonly week: number | undefined;
}

/** The guard of a configuration; 0 is none. */
export function keepOf({
  keepFiveHours,
  keepWeek,
}: Readonly<Partial<Record<'keepFiveHours' | 'keepWeek', number | undefined>>>): Keep {
  const orNone = (keep: number | undefined) => (keep === 0 ? undefined : keep);
  return { fiveHours: orNone(keepFiveHours), week: orNone(keepWeek) };
}

export const NO_KEEP: Keep = { fiveHours: undefined, week: undefined };

/** A window over its mark: no attempt starts before its reset. */
export interface OverMark {
  /** Epoch milliseconds. */
  readonly until: number;
  readonly use: SeenUse;
  readonly keep: number;
}

const DAY = 24 * 60;

/** The settings of a guard, as they are written. */
const SETTINGS = { fiveHours: 'SAMOCODE_KEEP_5H', week: 'SAMOCODE_KEEP_WEEK' } as const;

export function isGuarded({ fiveHours, week }: Keep): boolean {
  return fiveHours !== undefined || week !== undefined;
}

/** The window over its mark with the latest reset; undefined where none is. */
export function overMark(uses: readonly SeenUse[], keep: Keep): OverMark | undefined {
  return uses
    .flatMap((use): readonly OverMark[] => {
      const kept = keep[partOf(use)];
      return kept !== undefined && isOver(use, kept)
        ? [{ until: endOf(use), use, keep: kept }]
        : [];
    })
    .toSorted((one, other) => other.until - one.until)[0];
}

/** Without a number the provider's warning decides. */
function isOver({ used, isWarned }: SeenUse, keep: number): boolean {
  return used === undefined ? isWarned : used >= 100 - keep;
}

function partOf({ minutes }: Pick<SeenUse, 'minutes'>): keyof Keep {
  return minutes < DAY ? 'fiveHours' : 'week';
}

/** Why the guard lets no attempt start. */
export function overWords({ use, keep }: OverMark): string {
  const window = windowWords(use);
  const how =
    use.used === undefined
      ? `the provider warns of the ${window} and tells no number`
      : `the ${window} is ${percentWords(use.used)} used`;
  return `${how}, and ${SETTINGS[partOf(use)]}=${keep} leaves ${keep}% to you`;
}

/** The settings of the guard for which no number is known. */
export function withoutNumber(uses: readonly SeenUse[], keep: Keep): readonly string[] {
  const parts = ['fiveHours', 'week'] as const;
  return parts
    .filter((part) => keep[part] !== undefined)
    .filter((part) => !uses.some((use) => partOf(use) === part && use.used !== undefined))
    .map((part) => `${SETTINGS[part]}=${keep[part] ?? 0}`);
}
