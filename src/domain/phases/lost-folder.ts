import type { Halt } from './decision.ts';
import type { Phase } from './phase.ts';

/**
 * The worktree was removed or replaced while something worked in it. The work that was not committed is
 * lost, so the session goes on only when a person has seen that, whatever the agent signalled.
 */
export function afterLostFolder(phase: Phase, why: string): Halt {
  return { kind: 'halt', phase, problem: 'worktree', needs: 'environment', reason: why };
}
