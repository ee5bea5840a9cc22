import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { accountKeyReader } from '../../../src/adapters/limits/account-key.ts';
import { type Account, accountOf } from '../../../src/domain/provider/account.ts';

let home = '';
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'logins-'));
});
afterEach(() => {
  rmSync(home, { recursive: true });
});

function write(name: string, content: unknown): void {
  const path = join(home, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
}

const claude = (environment = {}): Account => accountOf('claude', environment, home);
const codex = (): Account => accountOf('codex', {}, home);
const keyOf = (account: Account): string => accountKeyReader(account)();

/** Whether the key differs once `change` was made. */
function changes(account: Account, change: () => void): boolean {
  const before = keyOf(account);
  change();
  return keyOf(account) !== before;
}

const oauth = (accountUuid: string, more = {}) => ({ oauthAccount: { accountUuid }, ...more });
const token = (refreshToken: string) => ({ claudeAiOauth: { accessToken: 'a', refreshToken } });

describe('the account of a stored login', () => {
  test('is another one after a login as somebody else', () => {
    write('.claude.json', oauth('one'));
    expect(
      changes(claude(), () => {
        write('.claude.json', oauth('two'));
      }),
    ).toBe(true);
    write('.codex/auth.json', { tokens: { account_id: 'one' } });
    const other = { tokens: { account_id: 'two' } };
    expect(
      changes(codex(), () => {
        write('.codex/auth.json', other);
      }),
    ).toBe(true);
  });

  test('is found in the folder that CLAUDE_CONFIG_DIR names', () => {
    const account = claude({ CLAUDE_CONFIG_DIR: join(home, 'conf') });
    write('conf/.claude.json', oauth('one'));
    expect(
      changes(account, () => {
        write('conf/.claude.json', oauth('two'));
      }),
    ).toBe(true);
  });

  test('stays the same when its tokens are refreshed, or the CLI notes something else', () => {
    write('.claude.json', oauth('one'));
    write('.claude/.credentials.json', token('r1'));
    const refresh = (): void => {
      write('.claude.json', oauth('one', { numStartups: 7 }));
      write('.claude/.credentials.json', token('r2'));
    };
    expect(changes(claude(), refresh)).toBe(false);
    write('.codex/auth.json', { tokens: { account_id: 'one', refresh_token: 'r1' } });
    const refreshed = { tokens: { account_id: 'one', refresh_token: 'r2' } };
    expect(
      changes(codex(), () => {
        write('.codex/auth.json', refreshed);
      }),
    ).toBe(false);
  });

  test('goes by its token where the CLI wrote down no id', () => {
    write('.claude/.credentials.json', token('r1'));
    const change = (): void => {
      write('.claude/.credentials.json', token('r2'));
    };
    expect(changes(claude(), change)).toBe(true);
  });

  test('is not looked for where a key is given', () => {
    const account = claude({ ANTHROPIC_API_KEY: 'sk' });
    expect(
      changes(account, () => {
        write('.claude.json', oauth('two'));
      }),
    ).toBe(false);
  });

  test('is the one known last while its file is being written', () => {
    write('.claude.json', oauth('one'));
    const key = accountKeyReader(claude());
    const before = key();
    write('.claude.json', '{"oauthAcc');
    expect(key()).toBe(before);
    write('.claude.json', oauth('two'));
    expect(key()).not.toBe(before);
  });

  test('hangs on no pipe and shows no credential', () => {
    execFileSync('mkfifo', [join(home, '.claude.json')]);
    write('.claude/.credentials.json', token('very-secret'));
    expect(keyOf(claude())).toMatch(/^claude-[0-9a-f]{24}$/);
  });
});
