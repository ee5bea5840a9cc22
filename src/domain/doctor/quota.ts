import type { ProviderName } from '../provider/provider-name.ts';
import { type Keep, overMark, overWords, withoutNumber } from '../quota/guard.ts';
import { endOf, percentWords, type SeenUse, windowWords } from '../quota/window-use.ts';
import { type Finding, ok, warn } from './finding.ts';

/** How much of the account's usage windows is used, as far as it is known. */
export interface QuotaFacts {
  readonly provider: ProviderName;
  readonly keep: Keep;
  readonly uses: readonly SeenUse[];
  /** Why the CLI did not tell, where it was asked. */
  readonly why: string | undefined;
}

/** The known numbers, and a quota guard that has none to go by. */
export function aboutQuota({ provider, keep, uses, why }: QuotaFacts): readonly Finding[] {
  const over = overMark(uses, keep);
  const known = uses.filter(({ used, isWarned }) => used !== undefined || isWarned);
  const numbers = known.map(useWords).join('; ');
  const stops =
    over === undefined ? '' : `; no iteration starts before that reset: ${overWords(over)}`;
  const unknown = withoutNumber(uses, keep).join(' and ');
  return [
    ...(numbers === '' ? [] : [ok('quota', `usage of ${provider}: ${numbers}${stops}`)]),
    ...(unknown === '' ? [] : [withoutNumbers(provider, unknown, why)]),
  ];
}

function useWords(use: SeenUse): string {
  const used = use.used === undefined ? 'nearly used up' : `${percentWords(use.used)} used`;
  return `${windowWords(use)} ${used}, until ${new Date(endOf(use)).toISOString()}`;
}

function withoutNumbers(provider: ProviderName, unknown: string, why: string | undefined): Finding {
  const reason = why === undefined ? '' : ` (${why})`;
  const cures: Readonly<Record<ProviderName, string>> = {
    claude:
      'Claude Code tells it during an attempt, with a subscription only; until then its warning counts as over',
    codex: 'codex tells it with a ChatGPT login only: codex login',
  };
  return warn(
    'quota',
    `${unknown}: ${provider} has told no number of that usage window${reason}`,
    cures[provider],
  );
}
