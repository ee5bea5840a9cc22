import { expect, test } from 'vitest';
import { parseNotBefore } from '../../../src/domain/queue/not-before.ts';

const NOW = new Date(2026, 10, 29, 22, 0);

test.each([
  ['22:30', new Date(2026, 10, 29, 22, 30)],
  ['22:00', NOW],
  ['21:59', new Date(2026, 10, 30, 21, 59)],
  ['2h', new Date(2026, 10, 30, 0, 0)],
  [' 2026-12-01 ', new Date(2026, 11, 1)],
  ['2026-12-01 07:15', new Date(2026, 11, 1, 7, 15)],
  ['2020-01-01', new Date(2020, 0, 1)],
])('%s is a time', (text, at) => {
  expect(parseNotBefore(text, NOW)).toBe(at.getTime());
});

test.each(['', '24:00', '22:60', 'tomorrow', '2026-02-31', '22.30'])('%s is none', (text) => {
  expect(parseNotBefore(text, NOW)).toBeUndefined();
});
