import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Settings } from '../../../src/domain/settings/config.ts';
import type { ConfigProblem } from '../../../src/domain/settings/problem.ts';
import type { RawSettings, RawValue, RawValues } from '../../../src/domain/settings/raw-value.ts';
import { readSettings, selectedProvider } from '../../../src/domain/settings/settings.ts';
import {
  mistypedRuntimeKeys,
  unknownProjectKeys,
} from '../../../src/domain/settings/settings-unknown.ts';
import type { Setting } from '../../../src/domain/settings/table/setting.ts';
import {
  isSettingKey,
  RUNTIME_KEYS,
  SETTING_KEYS,
  type SettingKey,
  settingOf,
} from '../../../src/domain/settings/table/table.ts';
import { readForm } from '../../../src/domain/settings/values/form.ts';
import { inEveryPhase } from '../../support/session-run.ts';

function raw(values: Readonly<Record<string, string>>): RawValues {
  return new Map(
    Object.entries(values).map(([key, value]) => [
      key,
      { value, source: 'environment', folder: '/' },
    ]),
  );
}

function merged(values: Readonly<Record<string, string>>): RawSettings {
  return new Map(
    [...raw(values)].filter((entry): entry is [SettingKey, RawValue] => isSettingKey(entry[0])),
  );
}

function settings(values: Readonly<Record<string, string>>): Settings {
  const reading = readSettings(merged(values));
  if (reading.kind === 'problems') throw new Error(JSON.stringify(reading.problems));
  return reading.settings;
}

function problems(values: Readonly<Record<string, string>>): readonly ConfigProblem[] {
  const reading = readSettings(merged(values));
  return reading.kind === 'problems' ? reading.problems : [];
}

describe('readSettings', () => {
  it('has the defaults of the contract', () => {
    expect(settings({})).toEqual({
      provider: 'claude',
      stronger: {},
      verifyPhases: {},
      fallbackPhases: ['implementation', 'testing', 'quality'],
      model: 'opus',
      maxTurns: 300,
      timeoutMs: 1_800_000,
      extraArgs: [],
      maxAttempts: 3,
      retryDelayMs: 5000,
      loginStepsMs: [30_000, 120_000],
      startSpacingMs: 15_000,
      checkpoints: 'on',
      questions: 'required',
      outageStepsMs: [60_000, 120_000, 300_000, 600_000, 900_000],
      telegram: undefined,
      branchPrefix: undefined,
      executable: 'claude',
      permissions: 'bypass',
      sandbox: undefined,
      sandboxWrite: [],
      maxLogBytes: 4 * 2 ** 30,
      reserveUsd: 5,
      stuckAfter: 3,
      verify: undefined,
      copy: [],
      setUpTimeoutMs: 900_000,
      verifyTimeoutMs: 900_000,
      publish: 'off',
      publishTimeoutMs: 300_000,
      stateRemote: undefined,
      models: inEveryPhase('opus'),
    });
  });

  it('takes the settings of the selected provider', () => {
    const values = {
      CLAUDE_TIMEOUT: '10',
      CLAUDE_EXTRA_ARGS: '--a',
      CODEX_TIMEOUT: '20',
      CODEX_EXTRA_ARGS: `-c 'x="y z"'`,
    };
    expect(settings({ ...values, SAMOCODE_PROVIDER: ' Codex ' })).toMatchObject({
      provider: 'codex',
      model: undefined,
      timeoutMs: 20_000,
      extraArgs: ['-c', 'x="y z"'],
    });
    expect(settings(values)).toMatchObject({ timeoutMs: 10_000, extraArgs: ['--a'] });
    expect(settings({ SAMOCODE_PROVIDER: 'codex', CODEX_MODEL: 'm' }).model).toBe('m');
  });

  it('reads every other key', () => {
    const values = {
      SAMOCODE_MAX_RETRIES: ' 5 ',
      SAMOCODE_RETRY_DELAY: '0',
      SAMOCODE_PERMISSIONS: 'sandbox',
      SAMOCODE_MAX_LOG: '512M',
      SAMOCODE_IDLE_TIMEOUT: '1h30m',
      SAMOCODE_MAX_COST_PER_DAY: ' 2.50 ',
      SAMOCODE_MAX_COST_PER_SESSION: '20',
      SAMOCODE_MAX_COST_PER_MONTH: '100',
      SAMOCODE_STUCK_AFTER: '0',
      CLAUDE_MODEL: 'sonnet',
      CLAUDE_MAX_TURNS: '7',
      TELEGRAM_BOT_TOKEN: 'any form',
      TELEGRAM_CHAT_ID: '@here',
      TELEGRAM_THREAD_ID: '77',
      TELEGRAM_API_URL: 'http://127.0.0.1:1/',
      GIT_BRANCH_PREFIX: 'me/feature/',
      VERIFY: 'npm test',
      VERIFY_TIMEOUT: '60',
    };
    expect(settings(values)).toMatchObject({
      maxAttempts: 5,
      retryDelayMs: 0,
      permissions: 'sandbox',
      maxLogBytes: 512 * 2 ** 20,
      idleTimeoutMs: 90 * 60_000,
      maxCostPerDayUsd: 2.5,
      maxCostPerSessionUsd: 20,
      maxCostPerMonthUsd: 100,
      stuckAfter: 0,
      model: 'sonnet',
      maxTurns: 7,
      telegram: { token: 'any form', chatId: '@here', topic: 77, apiUrl: 'http://127.0.0.1:1' },
      branchPrefix: 'me/feature',
      verify: 'npm test',
      verifyTimeoutMs: 60_000,
    });
  });

  it.each(['0x10', '1e3', '5.0', '1_000', 'five', '+5', '٥', '', 'Infinity', 'NaN', '5s'])(
    'takes %j for no number, and says so with variable, value and what would be right',
    (value) => {
      expect(problems({ CLAUDE_MAX_TURNS: value })).toEqual([
        {
          source: 'environment',
          key: 'CLAUDE_MAX_TURNS',
          message: `is ${JSON.stringify(value)}, not a whole number`,
          hint: 'a whole number of turns from 1 to 1000000',
        },
      ]);
    },
  );

  it('reads every time in one syntax, a plain number as seconds', () => {
    const written = { CLAUDE_TIMEOUT: '30m', VERIFY_TIMEOUT: '90', SAMOCODE_IDLE_TIMEOUT: '1200' };
    expect(settings({ ...written, SAMOCODE_OUTAGE_STEPS: '30,2m' })).toMatchObject({
      timeoutMs: 1_800_000,
      verifyTimeoutMs: 90_000,
      idleTimeoutMs: 1_200_000,
      outageStepsMs: [30_000, 120_000],
    });
  });

  it('has no idle time unless told, nor with 0', () => {
    expect(settings({}).idleTimeoutMs).toBeUndefined();
    expect(settings({ SAMOCODE_IDLE_TIMEOUT: '0' }).idleTimeoutMs).toBeUndefined();
  });

  it.each([
    ['CLAUDE_TIMEOUT', '1.5h', 'not a duration'],
    ['SAMOCODE_IDLE_TIMEOUT', 'soon', 'not a duration'],
    ['SAMOCODE_MAX_COST_PER_DAY', '0', 'not US dollars'],
    ['SAMOCODE_MAX_COST_PER_DAY', '-5', 'not US dollars'],
    ['SAMOCODE_MAX_COST_PER_DAY', '5 EUR', 'not US dollars'],
  ])('refuses %s=%s: %s', (key, value, message) => {
    expect(problems({ [key]: value })).toMatchObject([
      { key, message: expect.stringContaining(message) as string },
    ]);
  });

  it.each([
    ['SAMOCODE_MAX_RETRIES', '0', 'less than 1'],
    ['CLAUDE_TIMEOUT', '0', 'less than 1 s'],
    ['CODEX_TIMEOUT', '3000000', 'more than 2147483 s'],
    ['SAMOCODE_STUCK_AFTER', '1001', 'more than 1000'],
  ])('keeps %s in its range', (key, value, words) => {
    expect(problems({ [key]: value })).toMatchObject([{ key, message: `is "${value}", ${words}` }]);
  });

  it.each([
    ['1', 1],
    ['4G', 4 * 2 ** 30],
    ['4 gib', 4 * 2 ** 30],
    ['10KB', 10_240],
  ])('reads %s as a number of bytes', (text, bytes) => {
    expect(settings({ SAMOCODE_MAX_LOG: text }).maxLogBytes).toBe(bytes);
  });

  it.each(['0', '-1', '1.5G', '4X', '9'.repeat(30), 'G'])('refuses %s as bytes', (value) => {
    expect(problems({ SAMOCODE_MAX_LOG: value })).toHaveLength(1);
  });

  it.each([
    'a b',
    'a..b',
    '-x',
    '/x',
    'a//b',
    'a~',
    'x.lock',
    '.x',
    'a/.b',
    'x.',
    '@',
    'a\\b',
    '/',
  ])('refuses the branch prefix %j, as git would', (value) => {
    expect(problems({ GIT_BRANCH_PREFIX: value })).toHaveLength(1);
  });

  it('reports everything at once', () => {
    const found = problems({
      SAMOCODE_PROVIDER: 'gemini',
      SAMOCODE_PERMISSIONS: 'none',
      CODEX_TIMEOUT: 'soon',
      CODEX_EXTRA_ARGS: `"open`,
      TELEGRAM_API_URL: 'ftp://x',
      TELEGRAM_CHAT_ID: '1',
    });
    expect(found.map(({ key }) => key).sort()).toEqual([
      'CODEX_EXTRA_ARGS',
      'CODEX_TIMEOUT',
      'SAMOCODE_PERMISSIONS',
      'SAMOCODE_PROVIDER',
      'TELEGRAM_API_URL',
      'TELEGRAM_CHAT_ID',
    ]);
    expect(found.find(({ key }) => key === 'SAMOCODE_PROVIDER')?.hint).toBe(
      'one of: claude, codex',
    );
  });

  it('leaves prompt and settings of Claude to samocode, and what is added to them to the person', () => {
    const own = (args: string) => problems({ CLAUDE_EXTRA_ARGS: args });
    for (const args of ['--append-system-prompt-file a.md', '--append-system-prompt-file=a.md']) {
      expect(own(args)).toMatchObject([
        {
          key: 'CLAUDE_EXTRA_ARGS',
          message: expect.stringContaining('use --append-system-prompt "<text>"') as string,
        },
      ]);
    }
    for (const args of [
      '--settings own.json',
      '--settings=5',
      `--settings '{"hooks":{"Stop":1}}'`,
    ]) {
      expect(own(args)).toMatchObject([
        { message: expect.stringContaining('is not a JSON object') as string },
      ]);
    }
    expect(own(`--append-system-prompt 'Be brief' --settings '{"env":{}}'`)).toEqual([]);
  });

  it('wants token and chat together, and shows neither', () => {
    const secret = 'secret-7f3a';
    expect(problems({ TELEGRAM_BOT_TOKEN: secret })).toMatchObject([
      { key: 'TELEGRAM_BOT_TOKEN', message: 'is set without TELEGRAM_CHAT_ID' },
    ]);
    const url = { TELEGRAM_BOT_TOKEN: secret, TELEGRAM_API_URL: `no url ${secret}` };
    const args = { CLAUDE_EXTRA_ARGS: `--key ${secret} "` };
    expect(problems({ ...url, ...args })).toHaveLength(3);
    expect(JSON.stringify(problems({ ...url, ...args }))).not.toContain(secret);
  });

  it('never throws, and a problem is one printable line that names a key', () => {
    const unit = fc.constantFrom(
      '\u001b',
      '\u0000',
      '\n',
      '\u202e',
      '\ud800',
      '"',
      "'",
      '9',
      '-',
      'K',
    );
    const values = fc.dictionary(fc.constantFrom(...RUNTIME_KEYS), fc.string({ unit }));
    fc.assert(
      fc.property(values, (texts) => {
        for (const { key, message } of problems(texts)) {
          expect(RUNTIME_KEYS).toContain(key);
          expect(message).not.toMatch(/\p{Cc}|\p{Default_Ignorable_Code_Point}/u);
        }
      }),
    );
  });
});

describe('the table of settings', () => {
  it('has a default in each row that its own schema reads from the text of the README', () => {
    const rows = SETTING_KEYS.map(settingOf).filter(
      (row) => isText(row) && row.default !== undefined,
    );
    expect(rows.length).toBeGreaterThan(10);
    for (const row of rows) {
      const text = row.write?.(row.default) ?? String(row.default);
      expect(readForm(row, text), row.name).toEqual({ value: row.default });
    }
  });

  it('shows the value of no secret in a complaint', () => {
    const secrets = SETTING_KEYS.filter((key) => settingOf(key).secret === true);
    expect(secrets).toContain('TELEGRAM_BOT_TOKEN');
    for (const key of secrets) {
      const found = readForm(settingOf(key), `ftp://hunter2 "`);
      expect(JSON.stringify('value' in found ? '' : found), key).not.toContain('hunter2');
    }
  });

  it('is the only source of keys: another key is a type error', () => {
    const none = merged({});
    // @ts-expect-error SAMOCODE_TIMEOUT is not in the table.
    expect(none.get('SAMOCODE_TIMEOUT')).toBeUndefined();
    // @ts-expect-error Nor is a row of this name.
    expect(settings({}).timeout).toBeUndefined();
  });
});

function isText({ default: value }: Setting): boolean {
  return !Array.isArray(value);
}

describe('selectedProvider', () => {
  it('is claude unless told, and nothing when the name is unknown', () => {
    expect(selectedProvider(merged({}))).toBe('claude');
    expect(selectedProvider(merged({ SAMOCODE_PROVIDER: 'CODEX' }))).toBe('codex');
    expect(selectedProvider(merged({ SAMOCODE_PROVIDER: 'x' }))).toBeUndefined();
  });
});

describe('unknown keys', () => {
  it('are each warned of in .samocode, with the nearest key or the place they belong to', () => {
    const values = raw({
      MAIN_REPO: '/',
      SESSION: '/',
      CLAUDE_MODEL: 'x',
      QUUX: '1',
      toString: '1',
    });
    const known =
      'known: MAIN_REPO, WORKTREES, SESSIONS, BASE, COPY, SETUP, SETUP_TIMEOUT, VERIFY, VERIFY_TIMEOUT, VERIFY_<PHASE>, PUBLISH, PUBLISH_TIMEOUT, SAMOCODE_STATE_REMOTE';
    expect(unknownProjectKeys(values)).toEqual([
      'environment: SESSION is unknown (did you mean SESSIONS?)',
      'environment: CLAUDE_MODEL is unknown (it belongs in the environment or in .samocode.env (or .env) next to this file)',
      `environment: QUUX is unknown (${known})`,
      `environment: toString is unknown (${known})`,
    ]);
  });

  it('are warned of in .env only when they look like a slip', () => {
    const values = raw({
      SAMOCODE_PROVIDR: 'codex',
      CLAUDE_MODEL: 'x',
      CLAUDE_CODE_EFFORT_LEVEL: 'x',
      TELEGRAM_BOT_TOKN: 'x',
      DATABASE_URL: 'x',
      ANTHROPIC_API_KEY: 'x',
    });
    expect(mistypedRuntimeKeys(values)).toEqual([
      'environment: SAMOCODE_PROVIDR is unknown (did you mean SAMOCODE_PROVIDER?)',
      'environment: TELEGRAM_BOT_TOKN is unknown (did you mean TELEGRAM_BOT_TOKEN?)',
    ]);
  });
});
