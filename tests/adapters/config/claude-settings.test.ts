import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { forbiddingSettings } from '../../../src/adapters/config/files/claude-settings.ts';

const FORBIDS = '{"permissions":{"disableBypassPermissionsMode":"disable"}}';
let root = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'claude-settings-'));
});
afterEach(() => {
  rmSync(root, { recursive: true });
});

const at = (name: string): string => join(root, name);
const write = (name: string, text: string): void => {
  mkdirSync(dirname(at(name)), { recursive: true });
  writeFileSync(at(name), text);
};
const found = (...extraArgs: readonly string[]) =>
  forbiddingSettings(
    { configFolder: at('user'), cwd: at('wt'), checkouts: [at('repo')], extraArgs },
    [at('managed')],
  ).map(({ kind, source }) => [kind, source.path.replace(`${root}/`, '')]);

test.each([
  'managed/managed-settings.json',
  'managed/managed-settings.d/10-site.json',
  'wt/.claude/settings.json',
  'wt/.claude/settings.local.json',
  'repo/.claude/settings.local.json',
  'user/settings.json',
])('names %s, which forbids the bypass', (name) => {
  write(name, FORBIDS);
  expect(found()).toEqual([['forbids', name]]);
});

test('finds the bypass forbidden by the JSON of --settings', () => {
  expect(found('--settings', FORBIDS)).toEqual([['forbids', 'CLAUDE_EXTRA_ARGS']]);
});

test('names a folder, a pipe, a large file and a file that is not JSON', () => {
  mkdirSync(at('wt/.claude/settings.json'), { recursive: true });
  mkdirSync(at('repo/.claude'), { recursive: true });
  execFileSync('mkfifo', [at('repo/.claude/settings.local.json')]);
  write('user/settings.json', `"${'x'.repeat(2 ** 20)}"`);
  write('managed/managed-settings.json', '{');
  expect(found().map(([kind]) => kind)).toEqual(Array(4).fill('unreadable'));
});

test('finds nothing where no file is', () => {
  expect(found()).toEqual([]);
});
