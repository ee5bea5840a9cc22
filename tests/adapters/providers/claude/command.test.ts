import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { claude } from '../../../../src/adapters/providers/claude/claude.ts';
import { TASK } from '../fixtures.ts';

describe('the command line of Claude', () => {
  it('is the measured one', () => {
    expect(claude.command(TASK)).toEqual({
      file: '/bin/agent',
      args: [
        ...['-p', '--output-format', 'stream-json', '--verbose', '--dangerously-skip-permissions'],
        ...['--plugin-dir', '/package/agents', '--agent', 'samocode:planning-agent'],
        ...['--append-system-prompt-file', TASK.promptPath],
        ...['--session-id', TASK.agentSession, '--model', 'opus', '--max-turns', '300'],
        expect.stringMatching(
          /^--disallowedTools=ScheduleWakeup,CronCreate,(?:\w+,)+Skill,Agent\(samocode:init-agent\),/,
        ) as string,
        ...['--settings', expect.stringContaining('"attribution":{"commit":"","pr":""}') as string],
        ...['--extra', 'one'],
      ],
      cwd: '/work tree',
      env: {
        CLAUDE_CODE_DISABLE_BACKGROUND_TASKS: '1',
        CLAUDE_CODE_DISABLE_CRON: '1',
        CLAUDE_CODE_RETRY_WATCHDOG: '',
        CLAUDE_CODE_DISABLE_BUNDLED_SKILLS: '1',
        CLAUDE_ENV_FILE: '/package/agents/shell.sh',
        BASH_DEFAULT_TIMEOUT_MS: '600000',
        BASH_MAX_TIMEOUT_MS: '1800000',
      },
      permissionMode: 'bypassPermissions',
    });
  });

  it.each([
    ['sandbox', [], 'acceptEdits'],
    ['sandbox', ['--permission-mode', 'plan'], 'plan'],
    ['sandbox', ['--permission-mode=dontAsk'], 'dontAsk'],
    ['sandbox', ['--dangerously-skip-permissions'], 'bypassPermissions'],
    ['bypass', ['--permission-mode', 'plan'], 'bypassPermissions'],
  ] as const)('with %s and %j asks for the permission mode %s', (permissions, extraArgs, mode) => {
    const command = claude.command({ ...TASK, permissions, extraArgs });
    expect(command.permissionMode).toBe(mode);
  });

  it('asks for edits and its tools only, in the folders of the work, when sandboxed', () => {
    const { args, env } = claude.command({ ...TASK, permissions: 'sandbox', isRoot: true });
    expect(args).not.toContain('--dangerously-skip-permissions');
    expect(args.join(' ')).toContain(
      '--permission-mode acceptEdits --allowedTools=Read,Edit,Write',
    );
    expect(args).toContain('--add-dir=/sessions/26-11-22-task');
    expect(args).toContain('--add-dir=/repo/.git');
    expect(env['IS_SANDBOX']).toBeUndefined();
  });

  it('keeps the file that a person has for the shell of the CLI', () => {
    const { env } = claude.command({ ...TASK, inherited: { CLAUDE_ENV_FILE: '/home/me/venv.sh' } });
    expect(env['CLAUDE_ENV_FILE']).toBe('/home/me/venv.sh');
  });

  it('says that it is in a sandbox only as root with the bypass', () => {
    expect(claude.command({ ...TASK, isRoot: true }).env['IS_SANDBOX']).toBe('1');
    expect(claude.command(TASK).env['IS_SANDBOX']).toBeUndefined();
  });

  it('passes the effort before the extra arguments, which win', () => {
    const { args } = claude.command({ ...TASK, effort: 'high', extraArgs: ['--effort', 'low'] });
    expect(args.filter((one) => one === '--effort' || one === 'high' || one === 'low')).toEqual([
      ...['--effort', 'high', '--effort', 'low'],
    ]);
  });

  it('leaves the model to the CLI when none is set, and hands the budget on', () => {
    const { args } = claude.command({ ...TASK, model: undefined, budgetUsd: 1e-7 });
    expect(args).not.toContain('--model');
    expect(args[args.indexOf('--max-budget-usd') + 1]).toBe('0.0001');
    expect(args.slice(-2)).toEqual(['--extra', 'one']);
  });

  it('offers the Skill tool only where the repository has skills of its own', () => {
    const denied = (hasSkills: boolean) =>
      claude
        .command({ ...TASK, hasSkills })
        .args.flatMap((one) => (one.startsWith('--disallowedTools=') ? one.split(/[=,]/) : []));
    expect(denied(false)).toContain('Skill');
    expect(denied(true)).not.toContain('Skill');
  });

  it('gives a tool no more time than the attempt has', () => {
    expect(claude.command({ ...TASK, timeoutMs: 60_000.4 }).env).toMatchObject({
      BASH_DEFAULT_TIMEOUT_MS: '60000',
      BASH_MAX_TIMEOUT_MS: '60000',
    });
  });

  it('writes lists with "=", so that no flag swallows what follows it', () => {
    const { args } = claude.command({ ...TASK, permissions: 'sandbox' });
    const variadic = ['--allowedTools', '--disallowedTools', '--add-dir'];
    expect(args.filter((arg) => variadic.includes(arg))).toEqual([]);
  });
});

describe('the settings of an attempt', () => {
  /** Those of the command line, which has them once. */
  const settingsOf = (extraArgs: readonly string[], sessionDir = '/s'): unknown => {
    const { args } = claude.command({ ...TASK, extraArgs, sessionDir });
    expect(args.filter((one) => one.startsWith('--settings'))).toEqual(['--settings']);
    return JSON.parse(args[args.indexOf('--settings') + 1] ?? '');
  };
  const own = { command: 'true', type: 'command' };

  it.each([
    [['--settings', JSON.stringify({ env: { A: '1' }, hooks: { Stop: [own], Other: [own] } })]],
    [[`--settings=${JSON.stringify({ env: { A: '1' }, hooks: { Stop: [own], Other: [own] } })}`]],
  ])('have those of the extra arguments in them: %j', (extraArgs) => {
    expect(settingsOf(extraArgs)).toMatchObject({
      attribution: { commit: '', pr: '' },
      env: { A: '1' },
      hooks: { Stop: [own, { hooks: [{ type: 'command' }] }], Other: [own] },
    });
  });

  it('leave a person their attribution', () => {
    const attribution = { commit: 'By us', pr: 'By us' };
    expect(settingsOf(['--settings', JSON.stringify({ attribution })])).toMatchObject({
      attribution,
    });
  });

  describe('have a hook that', () => {
    const folder = mkdtempSync(join(tmpdir(), "stop hook's-"));
    afterAll(() => {
      rmSync(folder, { recursive: true });
    });
    const hookEnd = (signal: string | undefined, isSecond: boolean) => {
      rmSync(join(folder, '_signal.json'), { force: true });
      if (signal !== undefined) writeFileSync(join(folder, '_signal.json'), signal);
      const found = settingsOf([], folder) as {
        hooks: { Stop: [{ hooks: [{ command: string }] }] };
      };
      const { command } = found.hooks.Stop[0].hooks[0];
      const input = JSON.stringify({ hook_event_name: 'Stop', stop_hook_active: isSecond });
      const { status, stderr } = spawnSync('/bin/sh', ['-c', command], { input, encoding: 'utf8' });
      return { status, says: stderr.includes('_signal.json is still {}') };
    };

    it('sends an agent back once that left the signal as it was', () => {
      expect(hookEnd('{}\n', false)).toEqual({ status: 2, says: true });
      expect(hookEnd('{}\n', true)).toEqual({ status: 0, says: false });
    });

    it.each(['{"status":"continue"}', '{', '', undefined])(
      'lets an agent end with %j',
      (signal) => {
        expect(hookEnd(signal, false)).toEqual({ status: 0, says: false });
      },
    );
  });
});
