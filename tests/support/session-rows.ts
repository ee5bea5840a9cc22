import type { IterationRow } from '../../src/domain/session/rows/iteration-row.ts';

/** A row of an iteration in investigation that goes on. */
export function iterationRow(changes: Partial<IterationRow> = {}): IterationRow {
  return {
    v: 3,
    timestamp: '2026-01-02 03:04:05',
    iteration: 1,
    phase: 'investigation',
    status: 'continue',
    summary: 'did it',
    reason: null,
    needs: null,
    for: null,
    run: 'run-1',
    sourcePhase: 'investigation',
    accepted: true,
    kind: 'iteration',
    problem: null,
    total: 1,
    provider: 'claude',
    model: null,
    attempts: 1,
    durationMs: 1,
    usage: null,
    costUsd: null,
    agentSession: null,
    log: null,
    signal: null,
    baseline: null,
    ...changes,
  };
}
