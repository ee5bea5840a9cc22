import type { AgentTask, Command } from '../../../domain/provider/provider.ts';

/**
 * The command line of one attempt. The prompt is passed on stdin, as the last argument "-" says;
 * `env` holds only the variables added to the inherited environment.
 */
export function codexCommand(task: AgentTask): Command {
  return {
    file: task.executable,
    args: [
      ...['exec', '--json', '--skip-git-repo-check'],
      ...permissionArgs(task),
      ...['-C', task.cwd],
      // Else a network that is down is waited for without end.
      ...['--disable', 'unbounded_connection_retries'],
      // Offline it costs five seconds at the end.
      ...config('analytics.enabled', 'false'),
      ...config('check_for_update_on_startup', 'false'),
      // Added after the policy's own filters, so it reaches the tools under any policy of the person.
      ...config('shell_environment_policy.set.SAMOCODE_RUN_ID', toml(task.runId)),
      ...(task.model === undefined ? [] : ['-m', task.model]),
      ...(task.effort === undefined ? [] : config('model_reasoning_effort', toml(task.effort))),
      ...task.extraArgs,
      '-',
    ],
    cwd: task.cwd,
    env: {},
  };
}

function permissionArgs(task: AgentTask): string[] {
  if (task.permissions === 'bypass') return ['--dangerously-bypass-approvals-and-sandbox'];
  return [
    ...['--sandbox', 'workspace-write'],
    ...config('sandbox_workspace_write.writable_roots', tomlList(writableRoots(task))),
    // Without it not even a test's server on loopback starts, nor `npm ci`, nor `git push`.
    ...config('sandbox_workspace_write.network_access', 'true'),
  ];
}

/**
 * The working directory's own git directory is kept read-only unless it is a root by its own name
 * (measured on 0.169.0). A root that does not exist makes every command fail.
 */
function writableRoots({ sessionDir, gitFolders }: AgentTask): readonly string[] {
  return [sessionDir, ...gitFolders];
}

function config(key: string, value: string): string[] {
  return ['-c', `${key}=${value}`];
}

function tomlList(texts: readonly string[]): string {
  return `[${texts.map(toml).join(',')}]`;
}

/** A TOML basic string: JSON's, but that TOML also wants DEL escaped. */
function toml(text: string): string {
  return JSON.stringify(text).replaceAll(String.fromCharCode(0x7f), String.raw`\u007f`);
}
