import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { PROVIDERS } from '../../../src/adapters/providers/providers.ts';
import type { AgentEvent } from '../../../src/domain/provider/agent-event.ts';
import type { ProcessEnd } from '../../../src/domain/provider/process-end.ts';
import type { Provider } from '../../../src/domain/provider/provider.ts';
import { PROVIDER_NAMES } from '../../../src/domain/provider/provider-name.ts';
import { evidence } from './fixtures.ts';

const GOOD: AgentEvent = { kind: 'finished', ok: true, text: 'fine' };
const BAD: AgentEvent = { kind: 'finished', ok: false, text: 'bad', status: 401 };

describe.each(PROVIDER_NAMES)('the end of a %s process', (name) => {
  const provider: Provider = PROVIDERS[name];
  const pathKey = { claude: 'CLAUDE_PATH', codex: 'CODEX_PATH' }[name];

  it.each(['exited', 'lingered', 'timeout', 'log-limit', 'disk-full'] as const)(
    'is ok after a turn that ended well, though the process then %s',
    (cause) => {
      expect(provider.judge(evidence([BAD, GOOD], { cause, exitCode: 1 }))).toEqual({
        kind: 'ok',
        text: 'fine',
      });
    },
  );

  it('is stopped when we were asked to, whatever the events say', () => {
    expect(provider.judge(evidence([GOOD], { cause: 'stopped' }))).toEqual({ kind: 'stopped' });
  });

  it('goes by the last of several turns', () => {
    expect(provider.judge(evidence([GOOD, BAD]))).toMatchObject({ kind: 'person' });
  });

  it('is overload at the time limit, which it names', () => {
    const end = { cause: 'timeout', durationMs: 1_800_400, signal: 'SIGTERM' } as const;
    expect(provider.judge(evidence([BAD], end))).toEqual({
      kind: 'overload',
      reason: 'reached the time limit of 1800 s',
    });
  });

  it('is overload at the log limit, and the disk’s fault when that is full', () => {
    expect(provider.judge(evidence([], { cause: 'log-limit' }))).toMatchObject({
      kind: 'overload',
      reason: expect.stringContaining('SAMOCODE_MAX_LOG') as string,
    });
    expect(provider.judge(evidence([], { cause: 'disk-full', fullFolder: '/x' }))).toEqual({
      kind: 'disk',
      reason: 'the disk is almost full',
      folder: '/x',
    });
  });

  it('says of a program that had no working folder nothing of the installation', () => {
    const lost = { cause: 'not-started', lostFolder: 'the worktree /w is gone' } as const;
    expect(provider.judge(evidence([], lost))).toEqual({
      kind: 'overload',
      reason: 'nothing was started: the worktree /w is gone',
    });
  });

  const FULL = 'Error: ENOSPC: no space left on device, write';
  const failed = (text: string, more: object = {}): AgentEvent => ({
    kind: 'finished',
    ok: false,
    text,
    ...more,
  });

  it.each<[string, readonly AgentEvent[], Partial<ProcessEnd>]>([
    ['stderr says so before the first event', [], { stderrTail: `${FULL}\n`, exitCode: 1 }],
    [
      'stderr says so in a crash, above a stack',
      [{ kind: 'started' }],
      { stderrTail: `${FULL}\n    at x\nNode.js v22\n`, exitCode: 1 },
    ],
    ['the turn failed with it', [failed(FULL)], {}],
    ['an error says so', [{ kind: 'error', text: 'No space left on device (os error 28)' }], {}],
    ['no room is left at its end', [failed('something new')], { fullFolder: '/x' }],
    ['no room is left at the time limit', [], { cause: 'timeout', fullFolder: '/x' }],
    ['it cannot start', [], { cause: 'not-started', stderrTail: 'spawn ENOSPC' }],
  ])('is the disk’s fault when %s', (_, events, end) => {
    expect(provider.judge(evidence(events, end))).toMatchObject({
      kind: 'disk',
      folder: end.fullFolder,
    });
  });

  it.each<[string, readonly AgentEvent[], Partial<ProcessEnd>]>([
    ['a good turn', [GOOD], { stderrTail: FULL, fullFolder: '/x' }],
    ['an answer of the API', [failed(`API Error: 500 ${FULL}`, { status: 500 })], {}],
    ['a login that is missing', [BAD], { stderrTail: FULL, fullFolder: '/x' }],
    ['a stop', [], { cause: 'stopped', fullFolder: '/x' }],
    [
      'a warning far above the end of stderr',
      [failed('something new')],
      { stderrTail: `${FULL}\n${'x\n'.repeat(50)}` },
    ],
    [
      'a limit of watched files',
      [failed('ENOSPC: System limit for number of file watchers reached')],
      {},
    ],
  ])('is not the disk’s fault after %s', (_, events, end) => {
    expect(provider.judge(evidence(events, end)).kind).not.toBe('disk');
  });

  it('is permanent when the program is missing, and the cure names its setting', () => {
    const end = { cause: 'not-started', stderrTail: 'spawn nope ENOENT' } as const;
    expect(provider.judge(evidence([], end))).toEqual({
      kind: 'permanent',
      reason: 'the program could not be started: spawn nope ENOENT',
      cure: expect.stringContaining(pathKey) as string,
      fresh: 'renewal',
    });
  });

  it('is overload when the machine could not start any program just now', () => {
    const end = { cause: 'not-started', stderrTail: 'spawn agent EAGAIN' } as const;
    expect(provider.judge(evidence([], end))).toMatchObject({ kind: 'overload' });
  });

  it('is overload with exit code or signal and the last words when it just ended', () => {
    const stderrTail = 'first\nSegmentation\u001b[31m fault\n\n';
    expect(provider.judge(evidence([], { exitCode: 139, stderrTail }))).toEqual({
      kind: 'overload',
      reason: 'ended without a result (exit code 139): Segmentation fault',
    });
    const killed = { exitCode: undefined, signal: 'SIGKILL' };
    expect(provider.judge(evidence([], killed))).toEqual({
      kind: 'overload',
      reason: 'ended without a result (killed by SIGKILL)',
    });
    expect(provider.judge(evidence([], { exitCode: 0 }))).toMatchObject({ kind: 'overload' });
  });

  it.each([
    ["throw new TypeError('no token')", 'TypeError: no token'],
    ["throw new Error('first\\nError: nested')", 'Error: first'],
    ["throw 'no token'", 'no token'],
    ["Promise.reject('no token')", 'UnhandledPromiseRejection: '],
  ])('names the error of a Node program, not the version that ends its crash: %s', (code, why) => {
    const { stderr, status } = spawnSync(process.execPath, ['-e', code], { encoding: 'utf8' });
    expect(stderr).toMatch(/Node\.js v\d+\.\d+\.\d+\n$/);
    const end = { exitCode: status ?? undefined, stderrTail: stderr };
    const reason = expect.stringContaining(`(exit code ${status}): ${why}`) as string;
    expect(provider.judge(evidence([], end))).toMatchObject({ kind: 'overload', reason });
  });

  it('does not take stderr for the reason once the agent is at work', () => {
    const words = [
      "error: unknown option '--x'",
      'Error loading config.toml: x',
      'node: command not found',
    ];
    const doing: AgentEvent = { kind: 'activity', text: 'Bash: npm test' };
    for (const stderrTail of words) {
      const end = { exitCode: 2, stderrTail };
      expect(provider.judge(evidence([doing], end))).toMatchObject({
        kind: 'overload',
      });
      expect(provider.judge(evidence([], end)).kind).not.toBe('ok');
    }
  });
});
