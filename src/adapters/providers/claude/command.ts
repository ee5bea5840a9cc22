import { join } from 'node:path';
import { PHASES } from '../../../domain/phases/phase.ts';
import { valueOfFlag } from '../../../domain/provider/flag-value.ts';
import type { AgentTask, Command } from '../../../domain/provider/provider.ts';
import { argsWithSettings } from './settings.ts';

/** The tools that agents need when permissions are not bypassed; git goes through Bash. */
const ALLOWED_TOOLS = [
  'Read',
  'Edit',
  'Write',
  'NotebookEdit',
  'Glob',
  'Grep',
  'Bash',
  'Skill',
  'Task',
  'Agent',
  'WebFetch',
  'WebSearch',
  'TodoWrite',
];

/** They leave work behind after the turn, talk past it, or publish: one process is one step. */
const DISALLOWED_TOOLS = [
  'ScheduleWakeup',
  'CronCreate',
  'RemoteTrigger',
  'Monitor',
  'Workflow',
  'EnterWorktree',
  'SendMessage',
  'ListAgents',
  'Artifact',
  'DesignSync',
];

/** No sub-agents: the phases, those that `samocode install` placed, and those of the CLI that only cost tokens. */
const DISALLOWED_AGENTS = [
  ...PHASES.flatMap((phase) => [`samocode:${phase}-agent`, `${phase}-agent`]),
  ...['claude', 'Plan', 'statusline-setup'],
].map((name) => `Agent(${name})`);

const LONGEST_DEFAULT_TOOL_MS = 10 * 60_000;

/**
 * The command line of one attempt. The prompt is a file of which the CLI makes its system prompt;
 * `env` holds only the variables added to the inherited environment.
 */
export function claudeCommand(task: AgentTask): Command {
  const args = argsOf(task);
  const permissionMode = permissionModeOf(args);
  return {
    file: task.executable,
    args,
    cwd: task.cwd,
    env: claudeEnv(task),
    ...(permissionMode !== undefined && { permissionMode }),
  };
}

function argsOf(task: AgentTask): readonly string[] {
  const { settings, others } = argsWithSettings(task);
  return [
    ...['-p', '--output-format', 'stream-json', '--verbose'],
    ...permissionArgs(task),
    ...['--plugin-dir', task.pluginFolder],
    ...['--agent', `samocode:${task.phase}-agent`],
    ...['--append-system-prompt-file', task.promptPath],
    ...['--session-id', task.agentSession],
    ...(task.model === undefined ? [] : ['--model', task.model]),
    ...(task.effort === undefined ? [] : ['--effort', task.effort]),
    ...['--max-turns', String(task.maxTurns)],
    // Variadic flags are written with "=" so that they cannot swallow what follows.
    `--disallowedTools=${disallowedTools(task).join(',')}`,
    ...budgetArgs(task.budgetUsd),
    ...settings,
    ...others,
  ];
}

/** Without `Skill` the CLI lists no skills, neither its own nor those of the person. */
function disallowedTools({ hasSkills }: AgentTask): readonly string[] {
  return [...DISALLOWED_TOOLS, ...(hasSkills ? [] : ['Skill']), ...DISALLOWED_AGENTS];
}

/** The bypass wins over a mode, wherever the two are; of two modes the last wins (2.1.332). */
function permissionModeOf(args: readonly string[]): string | undefined {
  if (args.includes('--dangerously-skip-permissions')) return 'bypassPermissions';
  return valueOfFlag(args, '--permission-mode');
}

function permissionArgs(task: AgentTask): string[] {
  if (task.permissions === 'bypass') return ['--dangerously-skip-permissions'];
  const roots =
    task.repoGitDir === undefined ? [task.sessionDir] : [task.sessionDir, task.repoGitDir];
  return [
    ...['--permission-mode', 'acceptEdits'],
    `--allowedTools=${ALLOWED_TOOLS.join(',')}`,
    ...roots.map((root) => `--add-dir=${root}`),
  ];
}

/** Written without an exponent, and never as 0, which would mean no bound or no turn. */
function budgetArgs(budgetUsd: number | undefined): string[] {
  return budgetUsd === undefined
    ? []
    : ['--max-budget-usd', Math.max(0.0001, budgetUsd).toFixed(4)];
}

function claudeEnv(task: AgentTask): Record<string, string> {
  const timeoutMs = Math.max(1, Math.round(task.timeoutMs));
  return {
    // Else `result` is printed while a background command still runs, for up to 600 s.
    CLAUDE_CODE_DISABLE_BACKGROUND_TASKS: '1',
    CLAUDE_CODE_DISABLE_CRON: '1',
    // With it the CLI waits for the reset of a usage limit itself, and runs into the time limit.
    CLAUDE_CODE_RETRY_WATCHDOG: '',
    // A repository with skills of its own shall not bring in those of the CLI.
    CLAUDE_CODE_DISABLE_BUNDLED_SKILLS: '1',
    // The shell of the CLI has the person's aliases: `rm -i` removes nothing, and ends with 0.
    CLAUDE_ENV_FILE: task.inherited['CLAUDE_ENV_FILE'] ?? join(task.pluginFolder, 'shell.sh'),
    // Without background tasks a command over its time is killed: test suites need more than 2 minutes.
    BASH_DEFAULT_TIMEOUT_MS: String(Math.min(LONGEST_DEFAULT_TOOL_MS, timeoutMs)),
    BASH_MAX_TIMEOUT_MS: String(timeoutMs),
    // As root the bypass is refused without it.
    ...(task.isRoot && task.permissions === 'bypass' ? { IS_SANDBOX: '1' } : {}),
  };
}
