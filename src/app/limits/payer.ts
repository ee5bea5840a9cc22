import type { ProviderName } from '../../domain/provider/provider-name.ts';
import type { LimitBook } from '../ports/books.ts';

type Paying = Pick<LimitBook, 'account'>;

/**
 * Which account pays for an attempt, by its provider: that of the session's own provider, or `other`, that of the
 * provider that takes over.
 */
export function payerOf(
  own: { readonly provider: ProviderName; readonly limits: Paying },
  other: Paying | undefined,
): (provider: ProviderName) => string {
  return (provider) => (provider === own.provider ? own.limits : (other ?? own.limits)).account();
}
