import type { GaveUpRow, NoticedRow, RestoredRow } from '../../../src/domain/session/row.ts';
import { ROW_VERSION } from '../../../src/domain/session/rows/fields.ts';
import type { IterationRow } from '../../../src/domain/session/rows/iteration-row.ts';
import type { PersonRow } from '../../../src/domain/session/rows/person-row.ts';

const COMMON = {
  v: ROW_VERSION,
  timestamp: '2026-01-05 09:07:00',
  iteration: 1,
  phase: 'implementation',
  summary: null,
  reason: null,
  needs: null,
  for: null,
  run: 'run-1',
  sourcePhase: 'implementation',
  accepted: true,
} as const;

/** An accepted `continue` in implementation, but for what is given. */
export function iterationRow(fields: Partial<IterationRow> = {}): IterationRow {
  return {
    ...COMMON,
    kind: 'iteration',
    status: 'continue',
    problem: null,
    total: 1,
    provider: 'claude',
    model: null,
    attempts: 1,
    durationMs: 1000,
    usage: null,
    costUsd: null,
    agentSession: null,
    log: null,
    signal: null,
    baseline: null,
    ...fields,
  };
}

/** A resume, but for what is given. */
export function personRow(fields: Partial<PersonRow> = {}): PersonRow {
  return { ...COMMON, kind: 'person', status: 'resumed', by: 'ann', note: null, ...fields };
}

export function restoredRow(fields: Partial<RestoredRow> = {}): RestoredRow {
  return { ...COMMON, kind: 'restored', status: 'restored', ...fields };
}

/** Of settings that changed while an agent worked. */
export function noticedRow(fields: Partial<NoticedRow> = {}): NoticedRow {
  const settings = ['VERIFY'];
  return { ...COMMON, kind: 'noticed', status: 'settings-changed', settings, ...fields };
}

/** A run that failed until a person acts, but for what is given. */
export function gaveUpRow(fields: Partial<GaveUpRow> = {}): GaveUpRow {
  return {
    ...COMMON,
    kind: 'gave-up',
    status: 'failed',
    resumeAt: null,
    attempts: 3,
    costUsd: null,
    usage: null,
    cure: null,
    config: 'c',
    ...fields,
  };
}
