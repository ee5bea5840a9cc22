import { expect, test } from 'vitest';
import { accountKey } from '../../../src/adapters/limits/account-key.ts';
import { openLimitBook } from '../../../src/adapters/limits/limit-book.ts';
import { payerOf } from '../../../src/app/limits/payer.ts';
import type { LimitBook } from '../../../src/app/ports/books.ts';
import { accountOf } from '../../../src/domain/provider/account.ts';
import type { ProviderName } from '../../../src/domain/provider/provider-name.ts';
import { temporaryFolder } from '../../support/session.ts';

const KEYS = { ANTHROPIC_API_KEY: 'key-of-claude', OPENAI_API_KEY: 'key-of-codex' };
const accountFor = (provider: ProviderName) => accountOf(provider, KEYS, '/home/me');

function bookOf(provider: ProviderName): LimitBook {
  const processes = { self: () => ({ pid: 1, startTime: '1' }), isAlive: () => true };
  const use = { processes, session: '' };
  return openLimitBook(temporaryFolder(), accountFor(provider), use);
}

test.each(['claude', 'codex'] as const)('where %s works, its own account pays', (provider) => {
  const own = { provider: 'claude', limits: bookOf('claude') } as const;
  const payer = payerOf(own, bookOf('codex'));
  expect(payer(provider)).toBe(accountKey(accountFor(provider)));
  expect(payer('claude')).not.toBe(payer('codex'));
});

test('where no other provider takes over, the one account pays for all', () => {
  const own = { provider: 'claude', limits: bookOf('claude') } as const;
  expect(payerOf(own, undefined)('codex')).toBe(accountKey(accountFor('claude')));
});
