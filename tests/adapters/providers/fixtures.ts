import type { AgentEvent } from '../../../src/domain/provider/agent-event.ts';
import type { ProcessEnd } from '../../../src/domain/provider/process-end.ts';
import type { AgentTask, Evidence } from '../../../src/domain/provider/provider.ts';
import { CLEAN_END } from './transcripts.ts';

/** Any instant; the tests that care about it say so. */
export const NOW = Date.UTC(2026, 10, 22, 6, 0);

/** A task with everything set to something that is easily recognised. */
export const TASK: AgentTask = {
  phase: 'planning',
  cwd: '/work tree',
  pluginFolder: '/package/agents',
  hasSkills: false,
  sessionDir: '/sessions/26-11-22-task',
  repoGitDir: '/repo/.git',
  gitFolders: ['/repo/.git/objects', '/repo/.git/worktrees/task'],
  executable: '/bin/agent',
  model: 'opus',
  effort: undefined,
  maxTurns: 300,
  permissions: 'bypass',
  extraArgs: ['--extra', 'one'],
  promptPath: '/sessions/26-11-22-task/_logs/one.prompt.md',
  agentSession: '11111111-2222-3333-4444-555555555555',
  runId: 'run-1',
  isRoot: false,
  budgetUsd: undefined,
  timeoutMs: 1_800_000,
  inherited: {},
};

/** A run that ended like that after these events. */
export function evidence(
  events: readonly AgentEvent[],
  end: Partial<ProcessEnd> = {},
  now = NOW,
): Evidence {
  return { events, end: { ...CLEAN_END, ...end }, now };
}
