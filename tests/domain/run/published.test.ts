import { describe, expect, it } from 'vitest';
import type { Decision } from '../../../src/domain/phases/decision.ts';
import type { Ending } from '../../../src/domain/run/event.ts';
import { publishedEvent, rowWords } from '../../../src/domain/run/published.ts';
import { afterIteration } from '../../../src/domain/session/rows/standing-after.ts';
import { iterationRow } from '../session/rows.ts';

const jsonOf = (ending: Ending): string =>
  JSON.stringify(publishedEvent({ kind: 'ended', ending, resident: true }));
const block = { kind: 'blocked', reason: 'r', needs: 'environment', gate: 'answers' } as const;

describe('an ending in run --json', () => {
  it.each<[string, Ending]>([
    ['{"kind":"done","summary":"s"}', { kind: 'done', summary: 's' }],
    ['{"kind":"done"}', { kind: 'done', summary: undefined }],
    [
      '{"kind":"waiting","for":"file_update","reason":"r"}',
      { kind: 'waiting', reason: 'r', for: 'file_update', baseline: 'b' },
    ],
    ['{"kind":"blocked","needs":"environment","reason":"r"}', { ...block, baseline: 'b' }],
    [
      '{"kind":"blocked","needs":"environment","reason":"r","byResume":true}',
      { ...block, baseline: undefined },
    ],
    [
      '{"kind":"blocked","needs":"environment","reason":"r","retried":true,"cure":"c"}',
      { ...block, baseline: undefined, retried: { cure: 'c' } },
    ],
    [
      '{"kind":"failed","reason":"r","cure":"c","resumeAt":5}',
      { kind: 'failed', reason: 'r', resumeAt: 5, config: 'hash', cure: 'c', gate: 'answers' },
    ],
    [
      '{"kind":"parked","until":5,"reason":"r"}',
      { kind: 'parked', reason: 'r', resumeAt: 5, account: 'key', gate: 'answers' },
    ],
    ['{"kind":"paused","by":"ann","note":"n"}', { kind: 'paused', by: 'ann', note: 'n' }],
    ['{"kind":"signalled","signal":"SIGHUP"}', { kind: 'signalled', signal: 'SIGHUP' }],
    ['{"kind":"signalled","signal":"SIGQUIT"}', { kind: 'signalled', signal: 'SIGQUIT' }],
  ])('is %s', (json, ending) => {
    expect(jsonOf(ending)).toBe(`{"kind":"ended","ending":${json},"resident":true}`);
  });
});

describe('a decision', () => {
  const decisions: readonly [Decision, status: string, decided: string][] = [
    [{ kind: 'ready', phase: 'testing' }, 'continue', 'iterate'],
    [{ kind: 'waiting', phase: 'planning', for: 'plan_approval' }, 'waiting', 'pause'],
    [{ kind: 'done', phase: 'done' }, 'done', 'finish'],
    [
      { kind: 'blocked', phase: 'testing', problem: 'move', needs: 'environment', reason: 'r' },
      'blocked',
      'halt',
    ],
  ];

  it.each(decisions)('$kind has its own word in a row and in run --json', (...one) => {
    const [decision, status, decided] = one;
    const event = { kind: 'decided', iteration: 1, from: 'init', to: 'init' } as const;
    const said = { ...event, decision: decision.kind, summary: undefined, reason: undefined };
    expect(publishedEvent(said)).toMatchObject({ decision: decided });
    expect(rowWords(decision, undefined).status).toBe(status);
  });

  it.each(decisions)('$kind is the standing that its row is read back as', (decision) => {
    const row = iterationRow({ ...rowWords(decision, undefined), phase: decision.phase });
    expect(afterIteration(row).kind).toBe(decision.kind);
  });
});
