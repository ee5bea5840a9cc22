import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  aboutForbidden,
  settingsFiles,
  type SettingsFinding,
  settingsFinding,
} from '../../../src/domain/provider/claude-settings.ts';

const PLACES = { configFolder: '/home/u/.claude', cwd: '/wt', checkouts: ['/repo'], extraArgs: [] };
const source = { path: '/wt/.claude/settings.json' };
const findingIn = (text: string): SettingsFinding['kind'] | undefined =>
  settingsFinding(source, text)?.kind;
const FORBIDS = '{"permissions":{"disableBypassPermissionsMode":"disable"}}';

describe('the settings files of Claude Code', () => {
  it('are those of the working folder, of the main checkout and of the user', () => {
    expect(settingsFiles(PLACES)).toEqual([
      '/wt/.claude/settings.json',
      '/wt/.claude/settings.local.json',
      '/repo/.claude/settings.local.json',
      '/home/u/.claude/settings.json',
    ]);
  });

  it.each([
    [['--setting-sources', 'user'], ['/home/u/.claude/settings.json']],
    [['--setting-sources=project'], ['/wt/.claude/settings.json']],
    [['--setting-sources='], []],
  ])('follow %j', (extraArgs, files) => {
    expect(settingsFiles({ ...PLACES, extraArgs })).toEqual(files);
  });
});

// As measured with Claude Code 2.1.332.
it.each([
  [FORBIDS, 'forbids'],
  [`\uFEFF${FORBIDS}`, 'forbids'],
  ['{"permissions":{"disableBypassPermissionsMode":true}}', undefined],
  ['{"permissions":{"defaultMode":"plan"}}', undefined],
  ['{"disableBypassPermissionsMode":"disable"}', undefined],
  ['{"permissions":null}', undefined],
  ['{ // a comment\n "permissions": {} }', 'unreadable'],
  ['', 'unreadable'],
])('reads %j as %s', (text, kind) => {
  expect(findingIn(text)).toBe(kind);
});

it('never throws for any JSON value', () => {
  fc.assert(
    fc.property(fc.json(), (text) => {
      findingIn(text);
    }),
  );
});

describe('the words about a forbidden bypass', () => {
  const forbids: SettingsFinding = { kind: 'forbids', source };
  const broken: SettingsFinding = {
    ...{ kind: 'unreadable', reason: 'is not valid JSON' },
    source: { path: "/it's/settings.json" },
  };

  it('name the file that forbids it, the file that cannot be read and an editor command', () => {
    const { text, cure } = aboutForbidden([forbids, broken]);
    expect(text).toContain(`${source.path} sets permissions.disableBypassPermissionsMode`);
    expect(text).toContain("/it's/settings.json is not valid JSON");
    expect(cure).toMatch(/^"\$\{EDITOR:-vi\}" \/wt\/\.claude\/settings\.json \(/);
    expect(cure).toContain('SAMOCODE_PERMISSIONS=accept-edits');
  });

  it('quote a path for the shell', () => {
    expect(aboutForbidden([broken]).cure).toContain(`'/it'\\''s/settings.json'`);
  });

  it('say that no file forbids it when none does', () => {
    expect(aboutForbidden([]).text).toContain('no settings file');
  });
});
