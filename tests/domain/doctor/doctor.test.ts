import { describe, expect, test } from 'vitest';
import { aboutLogin, readClaudeLogin, readCodexLogin } from '../../../src/domain/doctor/login.ts';
import { aboutClock, aboutFolder, aboutUser } from '../../../src/domain/doctor/place.ts';
import { aboutCron } from '../../../src/domain/doctor/unattended.ts';
import {
  aboutCliVersion,
  aboutGit,
  aboutNode,
  compareVersions,
  readVersion,
} from '../../../src/domain/doctor/versions.ts';

const NOW = Date.parse('2026-11-22T10:00:00Z');
const login = (json: unknown, environment = {}) =>
  readClaudeLogin(JSON.stringify(json), environment);

describe('versions', () => {
  test.each([
    ['git version 2.39.5', [2, 39, 5]],
    ['git version 2.50.1 (Apple Git-155)', [2, 50, 1]],
    ['2.1.330 (Claude Code)', [2, 1, 330]],
    ['codex-cli 0.169.0', [0, 169, 0]],
    ['v24.1', [24, 1, 0]],
    ['nothing', undefined],
  ])('%s', (text, version) => {
    expect(readVersion(text)).toEqual(version);
  });

  test('are compared as numbers', () => {
    expect(compareVersions([2, 1, 99], [2, 1, 330])).toBeLessThan(0);
    expect(compareVersions([2, 2, 0], [2, 1, 330])).toBeGreaterThan(0);
    expect(compareVersions([2, 1, 0], [2, 1, 0])).toBe(0);
  });

  test.each([
    ['18.20.0', 'bad'],
    ['20.18.3', 'bad'],
    ['20.19.0', 'ok'],
    ['24.21.0', 'ok'],
    ['25.0.0', 'warn'],
    ['?', 'bad'],
  ])('node %s is %s', (version, level) => {
    expect(aboutNode(version).level).toBe(level);
  });

  test('of a CLI that was tried, is newer, is older, tells nothing', () => {
    expect(aboutCliVersion('codex', 'codex-cli 0.171.0').text).toContain('which was tried');
    expect(aboutCliVersion('claude', '2.1.330 (Claude Code)').text).toContain('was tried');
    expect(aboutCliVersion('claude', '2.2.0 (Claude Code)')).toMatchObject({ level: 'ok' });
    expect(aboutCliVersion('claude', '1.0.9').level).toBe('warn');
    expect(aboutCliVersion('codex', 'hello').level).toBe('warn');
  });

  test('git without an identity is worth a look, no git is bad', () => {
    const levels = (facts: Parameters<typeof aboutGit>[0]): readonly string[] =>
      aboutGit(facts).map(({ level }) => level);
    const name = 'A';
    expect(levels({ version: 'git version 2.40.0', name, email: 'a@b' })).toEqual(['ok']);
    expect(levels({ version: 'git version 2.40.0', name, email: undefined })).toEqual([
      'ok',
      'warn',
    ]);
    expect(levels({ version: undefined, name, email: undefined })).toEqual(['bad']);
  });
});

describe('login', () => {
  test('Claude: the lane that pays is said', () => {
    expect(
      login({ loggedIn: true, authMethod: 'api_key', apiKeySource: 'ANTHROPIC_API_KEY' }),
    ).toEqual({
      kind: 'in',
      lane: 'an API key: each token is billed (ANTHROPIC_API_KEY)',
      expiresAt: undefined,
    });
    expect(login({ loggedIn: true, authMethod: 'claude.ai' })).toMatchObject({
      lane: 'the subscription',
    });
    expect(login({ loggedIn: true, authMethod: 'new' })).toMatchObject({ lane: 'login by new' });
    const token = { loggedIn: true, authMethod: 'oauth_token' };
    expect(login(token, { ANTHROPIC_AUTH_TOKEN: 't' })).toMatchObject({
      lane: 'a bearer token (ANTHROPIC_AUTH_TOKEN), not the subscription',
    });
    expect(login(token, { CLAUDE_CODE_OAUTH_TOKEN: 't' })).toMatchObject({
      lane: 'the subscription, by CLAUDE_CODE_OAUTH_TOKEN',
    });
    expect(login({ loggedIn: false, authMethod: 'none' })).toEqual({ kind: 'out' });
  });

  test.each(['', 'null', '[]', '"x"', '7', 'not json', '{}'])(
    'Claude: %j tells nothing',
    (text) => {
      expect(readClaudeLogin(text, {}).kind).toBe('unknown');
    },
  );

  test('Codex: the words of its status, and the key that it does not look at', () => {
    expect(readCodexLogin('Not logged in', {}).kind).toBe('out');
    expect(readCodexLogin('API key configured - ***', {})).toMatchObject({ kind: 'in' });
    expect(readCodexLogin('Logged in using ChatGPT', {})).toMatchObject({
      lane: 'the subscription',
    });
    expect(readCodexLogin('Not logged in', { CODEX_API_KEY: 'x' })).toMatchObject({ kind: 'in' });
    expect(readCodexLogin('?', {}).kind).toBe('unknown');
  });

  test('none stops the selected provider, and that one only', () => {
    const out = { kind: 'out' } as const;
    expect(aboutLogin('claude', out, { role: 'selected', now: NOW }).level).toBe('bad');
    expect(aboutLogin('claude', out, { role: 'unused', now: NOW }).level).toBe('ok');
    expect(aboutLogin('claude', out, { role: 'fallback', now: NOW }).level).toBe('warn');
  });

  test('one that ends within a day is worth a look', () => {
    const until = (hours: number): string => {
      const expiresAt = NOW + hours * 3_600_000;
      const found = { kind: 'in', lane: 'the subscription', expiresAt } as const;
      return aboutLogin('claude', found, { role: 'selected', now: NOW }).level;
    };
    expect([until(-1), until(3), until(48)]).toEqual(['warn', 'warn', 'ok']);
  });
});

describe('places', () => {
  const folder = {
    key: 'SESSIONS',
    path: '/s',
    problem: undefined,
    hasLinks: true,
    freeBytes: 1e12,
    skewMs: 0,
  };
  const levels = (facts: object): readonly string[] =>
    aboutFolder({ ...folder, ...facts }).map(({ level }) => level);

  test('a folder that can be used, cannot be written, has no links, is nearly full, is out of time', () => {
    expect(levels({})).toEqual(['ok']);
    expect(levels({ problem: 'EROFS' })).toEqual(['bad']);
    expect(levels({ hasLinks: false })).toEqual(['bad']);
    expect(levels({ freeBytes: 1e9 })).toEqual(['ok', 'warn']);
    expect(levels({ freeBytes: 1e8 })).toEqual(['ok', 'bad']);
    expect(levels({ skewMs: -60_000 })).toEqual(['ok', 'warn']);
  });

  test('a clock before the build is wrong', () => {
    const built = new Date(NOW);
    expect(aboutClock(new Date(NOW + 1), built).level).toBe('ok');
    expect(aboutClock(new Date(0), built).level).toBe('bad');
  });

  test('root is worth a look unless the agent is in a sandbox', () => {
    expect(aboutUser({ isRoot: true, permissions: 'bypass', isBoxed: false }).level).toBe('warn');
    expect(aboutUser({ isRoot: true, permissions: 'sandbox', isBoxed: false }).level).toBe('ok');
    expect(aboutUser({ isRoot: true, permissions: 'bypass', isBoxed: true }).level).toBe('ok');
    expect(aboutUser({ isRoot: false, permissions: 'bypass', isBoxed: false }).level).toBe('ok');
  });

  test('cron: what it would not find, each with its cure', () => {
    expect(aboutCron({ hidden: [], lacksProgram: true, node: undefined, onlyHere: [] })).toEqual(
      [],
    );
    expect(
      aboutCron({ hidden: [], lacksProgram: false, node: undefined, onlyHere: [] }),
    ).toMatchObject([{ level: 'ok' }]);
    const findings = aboutCron({
      hidden: [{ setting: 'CLAUDE_PATH', path: '/home/me/bin/claude' }],
      node: '/opt/node/bin/node',
      lacksProgram: false,
      onlyHere: ['ANTHROPIC_API_KEY'],
    });
    expect(findings.map(({ level }) => level)).toEqual(['warn', 'warn', 'warn']);
    expect(findings[0]?.cure).toContain('CLAUDE_PATH=/home/me/bin/claude');
  });
});
