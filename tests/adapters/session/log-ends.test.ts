import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { claude } from '../../../src/adapters/providers/claude/claude.ts';
import { readLogEnds } from '../../../src/adapters/session/logs/log-ends.ts';
import { factsOf } from '../../../src/app/attempt/spend.ts';
import { temporaryFolder } from '../../support/session.ts';

const MIB = 1024 * 1024;
const filler = `${'x'.repeat(99)}\n`;
const result = (bytes: number): string =>
  `{"type":"result","subtype":"success","is_error":false,"result":"${'w'.repeat(bytes)}","total_cost_usd":0.5}\n`;

const costIn = (log: string): number | undefined => {
  const path = join(temporaryFolder(), 'log.jsonl');
  writeFileSync(path, log);
  return factsOf(
    { provider: claude, environment: {}, threadUsage: () => undefined },
    readLogEnds(path)
      .split('\n')
      .flatMap((line) => claude.parse(line)),
  ).cost.costUsd;
};

test.each([
  ['far from the start', filler.repeat(20_000) + result(2 * MIB) + filler],
  ['that begins in the first 64 KiB', filler + result(2 * MIB)],
  ['that is all there is', result(2 * MIB)],
  ['of a few bytes after many', filler.repeat(20_000) + result(1)],
  [
    'that ends in the last MiB',
    `${filler.repeat(20_000)}${result(2 * MIB)}${filler.repeat(10_000)}`,
  ],
])('a result of two MiB tells the cost of a dead attempt: one %s', (_, log) => {
  expect(costIn(log)).toBe(0.5);
});

test('of a line that is longer than a result may be only the end is read', () => {
  const path = join(temporaryFolder(), 'log.jsonl');
  writeFileSync(path, filler + 'y'.repeat(40 * MIB));
  expect(readLogEnds(path).length).toBeLessThan(2 * MIB);
});
