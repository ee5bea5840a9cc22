import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openLimitBook } from '../../../src/adapters/limits/limit-book.ts';
import type { LimitBook } from '../../../src/app/ports/books.ts';
import type { ChildIdentity } from '../../../src/app/ports/process.ts';
import type { Account } from '../../../src/domain/provider/account.ts';
import { attack } from '../../support/attack.ts';

const ACCOUNT: Account = {
  provider: 'claude',
  folder: '/home/someone/.claude',
  kind: 'ANTHROPIC_API_KEY',
  secret: 'sk-very-secret',
  service: '',
};
const NOW = 1_800_000_000_000;
const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

let stateDir = '';
let living: Set<number>;

beforeEach(() => {
  stateDir = mkdtempSync(path.join(tmpdir(), 'limits-'));
  living = new Set([1, 2, 3]);
});
afterEach(() => {
  rmSync(stateDir, { recursive: true });
});

/** The book as another process sees it, which runs a session of its own. */
function bookOf(pid: number, account = ACCOUNT, session = `/sessions/${pid}`): LimitBook {
  const processes = {
    isAlive: (process: ChildIdentity) => living.has(process.pid),
    self: () => ({ pid, startTime: String(pid) }),
  };
  return openLimitBook(stateDir, account, { processes, session });
}

/** Two sessions meet the limit. */
function confirm(until: number): void {
  for (const pid of [8, 9]) bookOf(pid).close(until, NOW);
}

function accountFolder(): string {
  const limits = path.join(stateDir, 'limits');
  return path.join(limits, readdirSync(limits)[0] ?? '');
}

/** For root no folder is shut: as nobody, then. */
function unwritten(act: () => void): void {
  const limits = path.join(stateDir, 'limits');
  for (const folder of [stateDir, limits, accountFolder()]) chmodSync(folder, 0o555);
  const isRoot = process.geteuid?.() === 0;
  if (isRoot) process.seteuid?.(65_534);
  try {
    act();
  } finally {
    if (isRoot) process.seteuid?.(0);
    for (const folder of [stateDir, limits, accountFolder()]) chmodSync(folder, 0o755);
  }
}

describe('the book of usage limits', () => {
  test('is open where no window was ever met', () => {
    expect(bookOf(1).look(NOW)).toEqual({ kind: 'open' });
    expect(readdirSync(stateDir)).toEqual([]);
  });

  test('closes for every run of the account, and for no other account', () => {
    bookOf(1).close(NOW + MINUTE, NOW);
    expect(bookOf(2).look(NOW)).toEqual({ kind: 'closed', until: NOW + MINUTE });
    const others: Partial<Account>[] = [
      { provider: 'codex' },
      { folder: '/elsewhere' },
      { secret: 'sk-other' },
      { kind: 'login' },
      { service: 'a proxy' },
    ];
    for (const other of others) {
      expect(bookOf(2, { ...ACCOUNT, ...other }).look(NOW)).toEqual({ kind: 'open' });
    }
  });

  test('is only ever extended, in whatever order runs learn of a reset', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 7 * DAY }), { minLength: 1 }), (waits) => {
        const book = bookOf(1, { ...ACCOUNT, secret: waits.join() });
        for (const wait of waits) book.close(NOW + wait, NOW);
        expect(book.look(NOW)).toEqual({ kind: 'closed', until: NOW + Math.max(...waits) });
      }),
      { numRuns: 30 },
    );
  });

  test('believes no reset later than 8 days', () => {
    confirm(NOW + 400 * DAY);
    expect(bookOf(2).look(NOW)).toEqual({ kind: 'closed', until: NOW + 8 * DAY });
  });

  test('is not closed for ever by a clock that has been put back since', () => {
    confirm(NOW + DAY);
    expect(bookOf(2).look(NOW - 3 * DAY)).toEqual({ kind: 'closed', until: NOW + DAY });
    expect(bookOf(2).look(NOW - 30 * DAY)).toEqual({ kind: 'open' });
    expect(bookOf(2).look(NOW)).toEqual({ kind: 'closed', until: NOW + DAY });
  });

  test('lets one run try after the reset, and again the same run', () => {
    const [first, second] = [bookOf(1), bookOf(2)];
    first.close(NOW, NOW);
    expect(first.look(NOW + 1)).toEqual({ kind: 'open' });
    expect(second.look(NOW + 1)).toEqual({ kind: 'probed' });
    expect(first.look(NOW + 2)).toEqual({ kind: 'open' });
  });

  test('passes the try on when the one who had it died', () => {
    bookOf(1).close(NOW, NOW);
    expect(bookOf(1).look(NOW + 1)).toEqual({ kind: 'open' });
    living.delete(1);
    const [second, third] = [bookOf(2), bookOf(3)];
    expect(second.look(NOW + 2)).toEqual({ kind: 'open' });
    expect(third.look(NOW + 2)).toEqual({ kind: 'probed' });
  });

  test('passes the try on when it is given back', () => {
    const [first, second] = [bookOf(1), bookOf(2)];
    first.close(NOW, NOW);
    first.look(NOW + 1);
    first.release();
    expect(second.look(NOW + 2)).toEqual({ kind: 'open' });
  });

  const spoil: Record<string, (claim: string) => void> = {
    'an empty file': (claim) => {
      writeFileSync(claim, '');
    },
    'half a file': (claim) => {
      writeFileSync(claim, '{"pid":1');
    },
    'a folder': (claim) => {
      mkdirSync(claim);
    },
    'a pipe': (claim) => {
      execFileSync('mkfifo', [claim]);
    },
  };
  test.each(Object.entries(spoil))('passes the try on past a claim that is %s', (_, make) => {
    const [first, second] = [bookOf(1), bookOf(2)];
    first.close(NOW, NOW);
    make(path.join(accountFolder(), `probe-${NOW}-1`));
    expect(first.look(NOW + 1)).toEqual({ kind: 'open' });
    expect(second.look(NOW + 1)).toEqual({ kind: 'probed' });
    first.clear(first.snapshot());
    expect(second.look(NOW + 2)).toEqual({ kind: 'open' });
  });

  test('shares nothing where it may be read and not written, and does not mind', () => {
    const [first, second] = [bookOf(1), bookOf(2)];
    first.close(NOW, NOW);
    unwritten(() => {
      for (const book of [first, second]) {
        expect(book.look(NOW + 1)).toEqual({ kind: 'open' });
        book.clear(book.snapshot());
        book.release();
      }
      expect(second.look(NOW - 1)).toEqual({ kind: 'closed', until: NOW });
    });
  });

  test('is cleared for all by the first that works', () => {
    const [first, second] = [bookOf(1), bookOf(2)];
    first.close(NOW, NOW);
    first.look(NOW + 1);
    first.clear(first.snapshot());
    expect(second.look(NOW + 2)).toEqual({ kind: 'open' });
    expect(second.look(NOW - 1)).toEqual({ kind: 'open' });
  });

  test('keeps a window that another run met after the attempt had begun', () => {
    const [first, second] = [bookOf(1), bookOf(2)];
    first.close(NOW, NOW);
    const snapshot = first.snapshot();
    second.close(NOW + DAY, NOW);
    first.clear(snapshot);
    expect(second.look(NOW)).toEqual({ kind: 'closed', until: NOW + DAY });
    expect(first.look(NOW)).toEqual({ kind: 'closed', until: NOW + 15 * MINUTE });
  });

  attack(
    'An agent forges a usage limit to stop the other sessions for longer than 15 minutes',
    { modes: ['bypass', 'bwrap'], outcome: 'no effect' },
    () => {
      const [forger, other] = [bookOf(1), bookOf(2)];
      forger.close(NOW + 7 * DAY, NOW);
      bookOf(3, ACCOUNT, '/sessions/1').close(NOW + 7 * DAY, NOW);
      expect(forger.look(NOW)).toEqual({ kind: 'closed', until: NOW + 7 * DAY });
      expect(other.look(NOW)).toEqual({ kind: 'closed', until: NOW + 15 * MINUTE });
      forger.close(NOW + 8 * DAY, NOW + 14 * MINUTE);
      expect(other.look(NOW + 15 * MINUTE)).toEqual({ kind: 'open' });
    },
  );

  test('is closed until the reset for all once a second session met it', () => {
    const [first, second, third] = [bookOf(1), bookOf(2), bookOf(3)];
    first.close(NOW + DAY, NOW);
    expect(second.look(NOW + 15 * MINUTE)).toEqual({ kind: 'open' });
    expect(third.look(NOW + 15 * MINUTE)).toEqual({ kind: 'probed' });
    second.close(NOW + DAY, NOW + 16 * MINUTE);
    for (const book of [first, second, third]) {
      expect(book.look(NOW + 40 * MINUTE)).toEqual({ kind: 'closed', until: NOW + DAY });
    }
    expect(third.look(NOW + DAY)).toEqual({ kind: 'open' });
    expect(first.look(NOW + DAY)).toEqual({ kind: 'probed' });
  });

  test('is confirmed only for as long as both resets last', () => {
    bookOf(1).close(NOW + 7 * DAY, NOW);
    bookOf(2).close(NOW + 60 * MINUTE, NOW);
    expect(bookOf(3).look(NOW)).toEqual({ kind: 'closed', until: NOW + 60 * MINUTE });
    expect(bookOf(2).look(NOW)).toEqual({ kind: 'closed', until: NOW + 60 * MINUTE });
  });

  test('gives the try back when a limit of one session is cleared after 15 minutes', () => {
    bookOf(1).close(NOW + DAY, NOW);
    const [second, third] = [bookOf(2), bookOf(3)];
    expect(second.look(NOW + 15 * MINUTE)).toEqual({ kind: 'open' });
    second.clear(second.snapshot());
    expect(third.look(NOW + 15 * MINUTE)).toEqual({ kind: 'open' });
    expect(readdirSync(accountFolder())).toEqual([]);
  });

  test('believes the file of an older samocode, which names no session', () => {
    bookOf(1).close(NOW + MINUTE, NOW);
    writeFileSync(path.join(accountFolder(), `until-${NOW + DAY}`), '');
    expect(bookOf(2).look(NOW)).toEqual({ kind: 'closed', until: NOW + DAY });
  });

  test('gives the credential away nowhere', () => {
    bookOf(1).close(NOW + MINUTE, NOW);
    bookOf(1).look(NOW + DAY);
    expect(readdirSync(stateDir, { recursive: true }).join()).not.toContain('secret');
  });

  test('knows nothing where its folder cannot be used', () => {
    writeFileSync(path.join(stateDir, 'limits'), 'no folder');
    const book = bookOf(1);
    book.close(NOW + MINUTE, NOW);
    expect(book.look(NOW)).toEqual({ kind: 'open' });
  });
});

describe('the limit of one model', () => {
  const opus = (pid: number, model: string | undefined): LimitBook => {
    const book = bookOf(pid);
    book.use(model);
    return book;
  };

  test('closes for that model, and for no other', () => {
    for (const pid of [8, 9]) bookOf(pid).close(NOW + DAY, NOW, 'opus');
    for (const model of ['opus', 'claude-opus-5-5', 'opusplan', 'default', undefined]) {
      expect(opus(1, model).look(NOW), model).toEqual({ kind: 'closed', until: NOW + DAY });
    }
    for (const model of ['sonnet', 'claude-haiku-5']) {
      expect(opus(1, model).look(NOW), model).toEqual({ kind: 'open' });
      expect(opus(1, model).snapshot()).toEqual([]);
    }
  });

  test('is not cleared by another model that answers', () => {
    for (const pid of [8, 9]) bookOf(pid).close(NOW + DAY, NOW, 'opus');
    const sonnet = opus(1, 'sonnet');
    sonnet.clear(sonnet.snapshot());
    expect(opus(2, 'opus').look(NOW).kind).toBe('closed');
    const same = opus(2, 'opus');
    same.clear(same.snapshot());
    expect(opus(1, 'opus').look(NOW).kind).toBe('open');
  });

  test('and that of the account are tried by one session after both resets, not by two that wait for each other', () => {
    for (const pid of [8, 9]) {
      bookOf(pid).close(NOW, NOW, 'opus');
      bookOf(pid).close(NOW, NOW);
    }
    const [sonnet, first, second] = [opus(1, 'sonnet'), opus(2, 'opus'), opus(3, 'opus')];
    expect(sonnet.look(NOW + 1)).toEqual({ kind: 'open' });
    expect(first.look(NOW + 1)).toEqual({ kind: 'probed' });
    // It ends without an answer, while the first sleeps on.
    sonnet.release();
    expect(second.look(NOW + 2)).toEqual({ kind: 'open' });
    expect(first.look(NOW + 3)).toEqual({ kind: 'probed' });
    second.release();
    expect(first.look(NOW + 4)).toEqual({ kind: 'open' });
  });

  test('whose try another session has leaves that of the account to a session of another model', () => {
    for (const pid of [8, 9]) bookOf(pid).close(NOW, NOW, 'opus');
    const [first, second, sonnet] = [opus(1, 'opus'), opus(2, 'opus'), opus(3, 'sonnet')];
    expect(first.look(NOW + 1)).toEqual({ kind: 'open' });
    for (const pid of [8, 9]) bookOf(pid).close(NOW + 2, NOW + 1);
    expect(second.look(NOW + 3)).toEqual({ kind: 'probed' });
    expect(sonnet.look(NOW + 4)).toEqual({ kind: 'open' });
  });

  test('leaves a limit of all models as it is', () => {
    confirm(NOW + DAY);
    expect(opus(1, 'sonnet').look(NOW)).toEqual({ kind: 'closed', until: NOW + DAY });
  });
});

describe('a window of more than six hours', () => {
  const HOUR = 60 * MINUTE;

  test('is tried once an hour for all runs of the account', () => {
    confirm(NOW + 3 * DAY);
    const [one, other] = [bookOf(1), bookOf(2)];
    expect(one.takeProbe(NOW + HOUR - 1)).toBe(false);
    expect(one.isProbeDue(NOW + HOUR)).toBe(true);
    expect([one.takeProbe(NOW + HOUR), other.takeProbe(NOW + HOUR)]).toEqual([true, false]);
    expect(other.isProbeDue(NOW + HOUR)).toBe(false);
    expect(other.takeProbe(NOW + 2 * HOUR)).toBe(true);
  });

  test('counts the hour from the last time that it was met', () => {
    confirm(NOW + 3 * DAY);
    bookOf(1).close(NOW + 3 * DAY, NOW + 50 * MINUTE);
    expect(bookOf(2).isProbeDue(NOW + HOUR)).toBe(false);
    expect(bookOf(2).isProbeDue(NOW + 110 * MINUTE)).toBe(true);
  });

  test('leaves no claim once the account works', () => {
    confirm(NOW + 3 * DAY);
    const book = bookOf(1);
    book.takeProbe(NOW + HOUR);
    book.clear(book.snapshot());
    expect(readdirSync(accountFolder())).toEqual([]);
  });

  test('is told from a shorter one, which waits for its reset', () => {
    confirm(NOW + 5 * HOUR);
    expect(bookOf(1).isProbeDue(NOW + 2 * HOUR)).toBe(false);
  });
});
