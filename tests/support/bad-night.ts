import { appendFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Row, writeRow } from '../../src/domain/session/row.ts';
import { rowTimestamp } from '../../src/domain/text/timestamps.ts';
import { gaveUpRow, iterationRow, personRow } from '../domain/session/rows.ts';
import { git, type Scene } from './program.ts';

/** Words that would run, move, load or paint something where they are not shown as they are. */
export const HOSTILE =
  '</title></text><script>alert(1)</script><img src="https://evil.invalid/x.png" onerror="alert(2)"> \u001b]0;owned\u0007\u001b[31mred <!-- " \' ` [here](https://evil.invalid) | **bold** _it_ &lt;b&gt;';

const MINUTE = 60_000;
const RED = 'VERIFY failed (npm test: exit 1)\n1 failing <b>test</b>\n```\nexpected 2, got 3';

interface Night {
  readonly endedAt?: number;
  /** What agents and people wrote. */
  readonly said?: string;
}

/**
 * A session with a whole night behind it, of rows of both tools: answers, a limit, a red proof, a run
 * that gave up, hostile words, cost known and unknown, one commit; it waits for its plan to be approved.
 */
export function badNight(
  scene: Scene,
  { endedAt = Date.now() - 30 * MINUTE, said = HOSTILE }: Night = {},
): string {
  const folder = scene.begin('planning', {
    '11-22-02:00-plan-shop.md':
      '# Plan\n\n- [x] Write a failing test for an empty basket\n- [ ] Reject an order without items\n- [ ] Name the missing items in the message\n',
    'session.log': '',
  });
  const before = git(scene.repo, 'rev-parse', 'HEAD');
  writeFileSync(join(scene.repo, 'shop.txt'), 'a\nb\nc\n');
  git(scene.repo, 'add', '.');
  git(scene.repo, 'commit', '-q', '-m', 'Sell');
  const after = git(scene.repo, 'rev-parse', 'HEAD');
  const history = join(folder, '_signal_history.jsonl');
  const at = (minutesBefore: number): string =>
    rowTimestamp(new Date(endedAt - minutesBefore * MINUTE));
  const python = { timestamp: at(700), iteration: 1, phase: 'investigation', status: 'continue' };
  writeFileSync(history, `${JSON.stringify({ ...python, summary: said })}\n{"torn\n`);
  for (const row of rows(at, said, { headBefore: before, headAfter: after })) {
    appendFileSync(history, writeRow(row));
  }
  writeFileSync(
    join(folder, 'session.log'),
    `${at(400)} WARN the usage limit is met; sleeping until ${at(220)}\n`,
  );
  return folder;
}

function rows(
  at: (minutesBefore: number) => string,
  said: string,
  heads: { readonly headBefore: string; readonly headAfter: string },
): readonly Row[] {
  const usage = { inputTokens: 120_000, cachedInputTokens: 90_000, outputTokens: 4000 };
  const paid = { usage, costUsd: 1.25, durationMs: 14 * MINUTE };
  const facts = { exitCode: 0, signal: null, ...heads };
  const steps = Array.from({ length: 12 }, (_, step) =>
    iterationRow({
      ...paid,
      timestamp: at(200 - step * 15),
      iteration: 5 + step,
      phase: 'planning',
      sourcePhase: 'planning',
      summary: step % 4 === 0 ? said : `Step ${step} of the plan is written`,
      ...(step === 3 ? { facts } : {}),
      ...(step === 5 ? { problem: 'verify', reason: RED } : {}),
      ...(step === 7 ? { costUsd: null, attempts: 3 } : {}),
    }),
  );
  return [
    iterationRow({
      ...paid,
      timestamp: at(600),
      iteration: 2,
      phase: 'requirements',
      sourcePhase: 'requirements',
      status: 'waiting',
      for: 'qa_answers',
      summary: 'Two questions',
    }),
    personRow({
      timestamp: at(480),
      iteration: 2,
      phase: 'requirements',
      sourcePhase: 'requirements',
      status: 'answered',
      answers: { 1: 'a' },
      note: said,
    }),
    iterationRow({
      ...paid,
      timestamp: at(410),
      iteration: 3,
      phase: 'planning',
      sourcePhase: 'requirements',
    }),
    gaveUpRow({
      timestamp: at(215),
      iteration: 4,
      phase: 'planning',
      sourcePhase: 'planning',
      reason: 'overloaded',
      costUsd: 0.5,
    }),
    ...steps,
    iterationRow({
      ...paid,
      timestamp: at(0),
      iteration: 17,
      phase: 'planning',
      sourcePhase: 'planning',
      status: 'waiting',
      for: 'plan_approval',
      summary: said,
      reason: said,
    }),
  ];
}
