import { describe, expect, it } from 'vitest';
import { CHILD_VARIABLES } from '../../../src/domain/provider/environment/child-variables.ts';
import type { RawValues } from '../../../src/domain/settings/raw-value.ts';
import { SETTING_CLASSES } from '../../../src/domain/settings/table/setting.ts';
import { PROJECT_KEYS, RUNTIME_KEYS } from '../../../src/domain/settings/table/table.ts';
import { aboutFolderOwner, aboutOwner } from '../../../src/domain/settings/trust/ownership.ts';
import { classOf } from '../../../src/domain/settings/trust/setting-classes.ts';
import {
  chooseValue,
  dropForeignAddresses,
  judgeSource,
  type Level,
  LEVELS,
  refusedSettings,
} from '../../../src/domain/settings/trust/trust.ts';

const values = (of: Readonly<Record<string, string>>, source: string): RawValues =>
  new Map(Object.entries(of).map(([key, value]) => [key, { value, source, folder: '/' }]));
const layer = (level: Level, of: Readonly<Record<string, string>>) => ({
  level,
  values: values(of, level),
});
const refuge = { personal: '/p', untrack: (source: string) => `untrack ${source}` };

describe('judgeSource', () => {
  it('takes everything from every level but a tracked file', () => {
    const verdicts = LEVELS.slice(1).flatMap((level) =>
      SETTING_CLASSES.map((one) => judgeSource(one, level)),
    );
    expect(new Set(verdicts)).toEqual(new Set(['taken']));
  });

  it('has a verdict for each class in a tracked file', () => {
    const verdicts = SETTING_CLASSES.map((one) => [one, judgeSource(one, 'tracked')]);
    expect(Object.fromEntries(verdicts)).toEqual({
      path: 'taken',
      harmless: 'taken',
      bound: 'tightens only',
      permission: 'tightens only',
      command: 'needs acceptance',
      program: 'refused',
      address: 'refused',
      credential: 'refused',
      arguments: 'refused',
    });
  });

  it('finds a class for every key that samocode reads, and for no other', () => {
    const keys = [...PROJECT_KEYS, ...RUNTIME_KEYS, ...CHILD_VARIABLES];
    expect(keys.filter((key) => classOf(key) === undefined)).toEqual([]);
    expect([classOf('DATABASE_URL'), classOf('constructor')]).toEqual([undefined, undefined]);
  });
});

describe('refusedSettings', () => {
  it('names the personal file and the command for each setting that a clone may not set', () => {
    const [problem] = refusedSettings(layer('tracked', { CLAUDE_PATH: 'x' }), refuge);
    expect(problem?.hint).toBe('move the line to /p, or take the file out of git: untrack tracked');
  });

  it('refuses a tracked permission unless it is the tightest', () => {
    const keys = (of: Readonly<Record<string, string>>) =>
      refusedSettings(layer('tracked', of), refuge).map(({ key }) => key);
    expect(keys({ SAMOCODE_PERMISSIONS: 'bypass' })).toEqual(['SAMOCODE_PERMISSIONS']);
    expect(keys({ SAMOCODE_PERMISSIONS: 'sandbox' })).toEqual([]);
    expect(keys({ TELEGRAM_USER_IDS: '1' })).toEqual(['TELEGRAM_USER_IDS']);
    const fallback = { SAMOCODE_FALLBACK: 'codex', SAMOCODE_FALLBACK_PHASES: 'init' };
    expect(keys(fallback)).toEqual(Object.keys(fallback));
    expect(keys({ CLAUDE_TIMEOUT: '60', DATABASE_URL: 'x', VERIFY: 'x' })).toEqual([]);
  });

  it('refuses the database of a fleet in each file of a project', () => {
    const keys = (level: Level) =>
      refusedSettings(layer(level, { SAMOCODE_FLEET: 'postgres://a/b' }), refuge).map(
        ({ key, hint }) => [key, hint.includes(refuge.personal)],
      );
    expect(keys('tracked')).toEqual([['SAMOCODE_FLEET', true]]);
    expect(keys('mine')).toEqual([['SAMOCODE_FLEET', true]]);
    expect(keys('personal')).toEqual([]);
  });

  it('refuses no other setting of an untracked file', () => {
    const all = Object.fromEntries(RUNTIME_KEYS.map((key) => [key, 'x']));
    expect(refusedSettings(layer('mine', all), refuge)).toEqual([]);
  });
});

describe('chooseValue', () => {
  const choose = (key: string, level: Level, project: string, personal: string) =>
    chooseValue(key, [
      { raw: { value: project, source: 'a', folder: '/' }, level },
      { raw: { value: personal, source: 'b', folder: '/' }, level: 'personal' },
    ])?.value;

  it.each([
    ['CLAUDE_TIMEOUT', '9000', '60', '60'],
    ['CLAUDE_TIMEOUT', '30', '60', '30'],
    ['SAMOCODE_MAX_COST_PER_DAY', '1000', '5', '5'],
    ['SAMOCODE_MAX_LOG', '8G', '100M', '100M'],
    ['SAMOCODE_IDLE_TIMEOUT', '0', '20m', '20m'],
    ['SAMOCODE_STUCK_AFTER', '0', '3', '3'],
    ['SAMOCODE_KEEP_5H', '5', '20', '20'],
    ['SAMOCODE_KEEP_5H', '30', '20', '30'],
    ['SAMOCODE_KEEP_WEEK', '0', '20', '20'],
    ['CLAUDE_MODEL', 'sonnet', 'opus', 'sonnet'],
    ['CLAUDE_TIMEOUT', 'x', '60', 'x'],
  ])('lets a tracked %s of %s and a personal one of %s be %s', (key, project, personal, chosen) => {
    expect(choose(key, 'tracked', project, personal)).toBe(chosen);
  });

  it('lets an untracked file win over the personal one', () => {
    expect(choose('CLAUDE_TIMEOUT', 'mine', '9000', '60')).toBe('9000');
  });
});

describe('dropForeignAddresses', () => {
  const token = { TELEGRAM_BOT_TOKEN: 't' };
  const address = { TELEGRAM_API_URL: 'http://x' };

  it('keeps an address if and only if its source is as trusted as that of its credential', () => {
    for (const [holder, of] of LEVELS.flatMap((one) => LEVELS.map((two) => [one, two] as const))) {
      const both = [layer(holder, token), layer(of, address)];
      const kept = dropForeignAddresses(both).layers.some(({ values: of }) =>
        of.has('TELEGRAM_API_URL'),
      );
      expect(kept, `${holder} ${of}`).toBe(LEVELS.indexOf(of) >= LEVELS.indexOf(holder));
    }
  });

  it('warns with the source of both, and shows neither', () => {
    const { warnings } = dropForeignAddresses([layer('personal', token), layer('mine', address)]);
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toMatch(/^mine: TELEGRAM_API_URL .* TELEGRAM_BOT_TOKEN is from personal/);
  });
});

describe('aboutOwner', () => {
  const facts = { path: '/x y', uid: 7, mode: 0o644 };
  it.each([
    [{ ...facts, uid: 7 }, 7, undefined],
    [{ ...facts, uid: 0 }, 7, undefined],
    [{ ...facts, uid: 8 }, 7, "if you trust its content: sudo chown -h 7 '/x y'"],
    [{ ...facts, uid: 8 }, 0, "if you trust its content: chown -h 0 '/x y'"],
    [{ ...facts, mode: 0o646 }, 7, "chmod o-w '/x y'"],
  ])('judges %o for user %i', (of, me, hint) => {
    expect(aboutOwner(of, me)?.hint).toBe(hint);
  });

  it('accepts a world-writable folder only with the sticky bit', () => {
    expect(aboutFolderOwner({ ...facts, mode: 0o1777 }, 7)).toBeUndefined();
    expect(aboutFolderOwner({ ...facts, mode: 0o777 }, 7)?.hint).toBe("chmod o-w '/x y'");
    expect(aboutFolderOwner({ ...facts, uid: 8, mode: 0o1777 }, 7)).toBeDefined();
  });
});
