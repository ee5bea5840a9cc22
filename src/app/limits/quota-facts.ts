import type { QuotaFacts } from '../../domain/doctor/quota.ts';
import type { ProviderName } from '../../domain/provider/provider-name.ts';
import { isGuarded, type Keep } from '../../domain/quota/guard.ts';
import type { AskUsage } from '../../domain/quota/usage-query.ts';
import { presentUses, type SeenUse } from '../../domain/quota/window-use.ts';
import type { QuotaBook } from '../ports/books.ts';

/** An account whose usage the doctor tells. */
export interface QuotaSources {
  readonly provider: ProviderName;
  readonly keep: Keep;
  readonly book: Pick<QuotaBook, 'uses'>;
  readonly ask: AskUsage;
}

/** How much of the account's usage windows is used; asks the CLI only where a guard needs it. */
export async function quotaFacts(
  { provider, keep, book, ask }: QuotaSources,
  now: number,
): Promise<QuotaFacts> {
  const answer = isGuarded(keep) ? await ask() : { windows: [] };
  const asked = 'windows' in answer ? answer.windows : [];
  const seen = asked.flatMap((use): readonly SeenUse[] =>
    use.model === undefined ? [{ ...use, seen: now }] : [],
  );
  const known = book.uses(now);
  const ofAll = known.filter(({ model }) => model === undefined);
  const ofModels = known.filter(({ model }) => model !== undefined);
  return {
    ...{ provider, keep },
    uses: [...presentUses([...ofAll, ...seen], now), ...ofModels],
    why: 'why' in answer ? answer.why : undefined,
  };
}
