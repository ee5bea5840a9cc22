import { describe, expect, it } from 'vitest';
import { codex } from '../../../../src/adapters/providers/codex/codex.ts';
import { TASK } from '../fixtures.ts';

describe('the command line of Codex', () => {
  it('is the measured one, with the prompt on stdin', () => {
    expect(codex.command({ ...TASK, model: undefined })).toEqual({
      file: '/bin/agent',
      args: [
        ...['exec', '--json', '--skip-git-repo-check'],
        ...['--dangerously-bypass-approvals-and-sandbox', '-C', '/work tree'],
        ...['--disable', 'unbounded_connection_retries'],
        ...['-c', 'analytics.enabled=false', '-c', 'check_for_update_on_startup=false'],
        ...['-c', 'shell_environment_policy.set.SAMOCODE_RUN_ID="run-1"'],
        ...['--extra', 'one', '-'],
      ],
      cwd: '/work tree',
      env: {},
    });
  });

  it('passes the effort as a TOML string', () => {
    const { args } = codex.command({ ...TASK, effort: 'high' });
    expect(args).toContain('model_reasoning_effort="high"');
  });

  it('names the model when one is set', () => {
    const { args } = codex.command({ ...TASK, model: 'gpt-x' });
    expect(args[args.indexOf('-m') + 1]).toBe('gpt-x');
  });

  it('may write in the session and the given git folders only, and use the network, when sandboxed', () => {
    const { args } = codex.command({
      ...TASK,
      permissions: 'sandbox',
      sessionDir: '/s "quoted"\u007f',
    });
    expect(args).not.toContain('--dangerously-bypass-approvals-and-sandbox');
    expect(args.join(' ')).toContain('--sandbox workspace-write');
    expect(args).toContain(
      String.raw`sandbox_workspace_write.writable_roots=["/s \"quoted\"\u007f","/repo/.git/objects","/repo/.git/worktrees/task"]`,
    );
    expect(args).toContain('sandbox_workspace_write.network_access=true');
  });
});
