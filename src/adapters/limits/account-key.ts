import { createHash } from 'node:crypto';
import { type Account, LOGIN } from '../../domain/provider/account.ts';
import { loginIdentity } from './login-identity.ts';

/** The key of the account in use now: a person may log in as another one while a run sleeps. */
export function accountKeyReader(account: Account): () => string {
  let identity = '';
  return () => {
    if (account.kind !== LOGIN) return accountKey(account);
    identity = loginIdentity(account) ?? identity;
    return accountKey({ ...account, secret: identity });
  };
}

/** Identifies an account without revealing a credential. */
export function accountKey({ provider, folder, kind, secret, service }: Account): string {
  const text = JSON.stringify([folder, kind, secret, service]);
  return `${provider}-${createHash('sha256').update(text).digest('hex').slice(0, 24)}`;
}
