import type { Block } from './decision.ts';
import type { Phase } from './phase.ts';

/**
 * The decision after the worktree was removed or replaced during an iteration. Uncommitted work is
 * lost, so the session continues only after a person has seen that, even if the agent signalled
 * success.
 */
export function afterLostFolder(phase: Phase, why: string): Block {
  return { kind: 'blocked', phase, problem: 'worktree', needs: 'environment', reason: why };
}
