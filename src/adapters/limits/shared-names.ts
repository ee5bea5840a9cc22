import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { LimitNames } from '../../app/ports/fleet/shared-books.ts';
import { isMissing } from '../../domain/text/error-code.ts';
import { forget } from '../disk/entries.ts';
import { makeFolder } from '../disk/make-folder.ts';
import { touch } from '../disk/write-file.ts';

/**
 * Facts about an account: closed windows, outages, hourly tries and uses of windows. Claims of runs and outages of the
 * network are of this machine alone, and a failure of one session says nothing about the account.
 */
const SHARED =
  /^(?:until-\d{1,16}-\d{1,16}-[\da-f]{1,64}|down-\d{1,16}-\d{1,16}-[\da-f]{1,64}-\d{1,6}|early-\d{1,16}-\d{1,6}|quota-\d{1,7}-(?:\d{1,5}|warned|allowed)-\d{1,16}-\d{1,16})$/;
const ACCOUNT = /^[a-z\d][\w.-]{0,199}$/i;

/** The names in the limit book of this user that a fleet shares. */
export function openSharedNames(stateDir: string): LimitNames {
  const all = join(stateDir, 'limits');
  const pathOf = (name: string): string | undefined => {
    const [account = '', own = '', ...more] = name.split('/');
    const isName = more.length === 0 && ACCOUNT.test(account) && SHARED.test(own);
    return isName ? join(all, account, own) : undefined;
  };
  return {
    read: () => {
      const accounts = entriesOf(all).filter((name) => ACCOUNT.test(name));
      const names = accounts.flatMap((account) =>
        entriesOf(join(all, account)).flatMap((name) =>
          SHARED.test(name) ? [`${account}/${name}`] : [],
        ),
      );
      return { names: new Set(names), accounts: new Set(accounts) };
    },
    add: (name) => {
      const path = pathOf(name);
      if (path === undefined) return;
      makeFolder(join(path, '..'));
      touch(path);
    },
    remove: (name) => {
      const path = pathOf(name);
      if (path !== undefined) forget(path);
    },
  };
}

function entriesOf(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}
