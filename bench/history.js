import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** @typedef {import('../src/domain/session/row.ts').Row} Row */

/**
 * Gives a session a history of our own rows, all of iterations in its one phase. `last` says how the
 * last row leaves it: ready to go on (a person resumed it: the stay begins anew), or waiting.
 *
 * @param {import('./rig.js').Rig} rig
 * @param {string} session
 * @param {{rows: number, last: 'ready' | 'waiting'}} options
 */
export const writeHistory = (rig, session, { rows, last }) => {
  const phase = last === 'waiting' ? 'planning' : 'implementation';
  const lines = Array.from({ length: rows }, (_, at) => {
    const isLast = at === rows - 1;
    if (isLast && last === 'ready') return personRow(phase, at);
    return iterationRow(phase, at + 1, isLast ? 'waiting' : 'continue');
  });
  const text = lines.map((row) => `${JSON.stringify(row)}\n`).join('');
  writeFileSync(join(rig.session(session), '_signal_history.jsonl'), text, { mode: 0o600 });
};

/**
 * @param {'planning' | 'implementation'} phase
 * @param {number} iteration
 */
const head = (phase, iteration) =>
  /** @type {const} */ ({
    timestamp: '2026-01-01 10:00:00',
    iteration,
    phase,
    summary: 'one step of many',
    reason: null,
    needs: null,
    for: null,
    v: 3,
    run: '6a4f7a46-0f3c-4f0e-9a55-0c8d8f0d1a11',
    sourcePhase: phase,
    accepted: true,
  });

/**
 * @param {'planning' | 'implementation'} phase
 * @param {number} iteration
 * @param {'continue' | 'waiting'} status
 * @returns {Row}
 */
const iterationRow = (phase, iteration, status) => ({
  ...head(phase, iteration),
  for: status === 'waiting' ? 'plan_approval' : null,
  reason: status === 'waiting' ? 'the plan is ready' : null,
  kind: 'iteration',
  status,
  problem: null,
  total: iteration,
  provider: 'claude',
  model: 'opus',
  attempts: 1,
  durationMs: 61_234.5,
  usage: { inputTokens: 12_000, cachedInputTokens: 8000, outputTokens: 1500 },
  costUsd: 0.4321,
  agentSession: 'b6a0c3de-54a5-4f64-8a2e-2f1f0f7c3d55',
  log: `01-01-1000-${iteration}-${phase}.jsonl`,
  signal: { status, phase, summary: 'one step of many' },
  baseline: null,
});

/**
 * @param {'planning' | 'implementation'} phase
 * @param {number} iteration
 * @returns {Row}
 */
const personRow = (phase, iteration) => ({
  ...head(phase, iteration),
  kind: 'person',
  status: 'resumed',
  by: 'bench',
  note: null,
});
