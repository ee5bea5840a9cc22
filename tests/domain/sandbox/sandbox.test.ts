import { describe, expect, it } from 'vitest';
import { canWriteOwnSessionOnly } from '../../../src/domain/sandbox/confined.ts';
import { sandboxEnvironment } from '../../../src/domain/sandbox/environment.ts';
import { argumentLeadingOutside } from '../../../src/domain/sandbox/extra-args.ts';
import { bwrapArgs, sandboxMounts } from '../../../src/domain/sandbox/mounts.ts';
import { opened } from '../../../src/domain/sandbox/writable.ts';

describe('canWriteOwnSessionOnly', () => {
  const CODEX = {
    sandbox: undefined,
    provider: 'codex',
    permissions: 'sandbox',
    extraArgs: [],
  } as const;
  const place = { session: '/home/ann/sessions/it', temporary: '/var/tmp/' };
  it.each([
    ['in bubblewrap', { ...CODEX, sandbox: 'bwrap', permissions: 'bypass' }, {}, true],
    ["in Codex's sandbox", CODEX, {}, true],
    [
      "in Codex's sandbox with extra arguments",
      { ...CODEX, extraArgs: ['--add-dir=/'] },
      {},
      false,
    ],
    ["in Codex's sandbox, with sessions below /tmp", CODEX, { session: '/tmp/s/it' }, false],
    ["in Codex's sandbox, with sessions below TMPDIR", CODEX, { session: '/var/tmp/s' }, false],
    ['in bypass', { ...CODEX, permissions: 'bypass' }, {}, false],
    ['with accept-edits', { ...CODEX, provider: 'claude', permissions: 'accept-edits' }, {}, false],
  ] as const)('%s', (_, config, other, expected) => {
    expect(canWriteOwnSessionOnly(config, { ...place, ...other })).toBe(expected);
  });
});

describe('sandboxMounts', () => {
  it('mounts read-only paths over writable ones, and a folder before its content', () => {
    const mounts = sandboxMounts({
      writable: ['/s/session', '/w'],
      readOnly: ['/s/session/.run', '/s/session/.run/deep'],
      hidden: ['/p/.env'],
      temporary: '/s/session/.run/tmp',
      seen: ['/tmp/repo', '/tmp/repo/in'],
    });
    expect(mounts.map(({ kind, path }) => `${kind} ${path}`)).toEqual([
      'empty /run',
      'write-as /s/session/.run/tmp',
      'write-as /s/session/.run/tmp',
      'read /tmp/repo',
      'read /tmp/repo/in',
      'write /w',
      'write /s/session',
      'read /s/session/.run',
      'read /s/session/.run/deep',
      'hide /p/.env',
    ]);
  });

  it('puts the arguments before the program', () => {
    const args = bwrapArgs([{ kind: 'write-as', path: '/a b', as: '/tmp' }], '/w');
    expect(args.slice(-6)).toEqual(['--bind', '/a b', '/tmp', '--chdir', '/w', '--']);
    expect(args).toContain('--die-with-parent');
  });
});

describe('sandboxEnvironment', () => {
  const needs = { credentials: true, home: '/h', writable: ['/h/.npm', '/h/.cache/pip'] };
  const environment = {
    ...{ PATH: '/bin', TMP: '/elsewhere', SSH_AUTH_SOCK: '/s', ANTHROPIC_API_KEY: 'k' },
    ...{ HTTPS_PROXY: 'p', GIT_CONFIG_COUNT: '1', GIT_CONFIG_KEY_0: 'a', GIT_CONFIG_VALUE_0: 'b' },
  };

  it('keeps the variables that a program needs, and adds settings of git', () => {
    expect(sandboxEnvironment(environment, needs)).toEqual({
      ...{ PATH: '/bin', TMPDIR: '/tmp', ANTHROPIC_API_KEY: 'k', HTTPS_PROXY: 'p' },
      ...{ GIT_CONFIG_KEY_0: 'a', GIT_CONFIG_VALUE_0: 'b', GIT_CONFIG_COUNT: '3' },
      ...{ GIT_CONFIG_KEY_1: 'gc.auto', GIT_CONFIG_VALUE_1: '0' },
      ...{ GIT_CONFIG_KEY_2: 'maintenance.auto', GIT_CONFIG_VALUE_2: 'false' },
    });
  });

  it('moves caches that are not writable, unless a person moved them', () => {
    const moved = sandboxEnvironment({ npm_config_cache: '/c' }, { ...needs, writable: ['/x'] });
    expect(moved).toMatchObject({ npm_config_cache: '/c', XDG_CACHE_HOME: '/tmp/.cache' });
  });

  it('gives VERIFY no credential', () => {
    const env = sandboxEnvironment(environment, { ...needs, credentials: false });
    expect([env['ANTHROPIC_API_KEY'], env['HTTPS_PROXY']]).toEqual([undefined, 'p']);
  });
});

describe('what would open the sandbox again', () => {
  it.each([
    ['claude', ['--ide'], '--ide'],
    ['claude', ['--effort', 'high', '--tmux=classic'], '--tmux=classic'],
    ['claude', ['--remote'], undefined],
    ['codex', ['--remote', 'unix:///x'], '--remote'],
    ['codex', ['-c', 'x=1'], undefined],
  ] as const)('%s with %j: %s', (provider, args, found) => {
    expect(argumentLeadingOutside(provider, args)).toBe(found);
  });

  it.each([
    ['/home/a', 'home'],
    ['/', 'home'],
    ['/home', 'home'],
    ['/home/a/.npm', undefined],
    ['/home/a/s', 'sessions'],
    ['/home/a/s/', 'sessions'],
    ['/home/a/sx', undefined],
  ])('the path %s: %s', (path, what) => {
    const folders = [
      { path: '/home/a', what: 'home' },
      { path: '/home/a/s', what: 'sessions' },
    ];
    expect(opened(path, folders)?.what).toBe(what);
  });
});
