import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { restsTold } from '../../../src/adapters/session/logs/last-words.ts';

test('a rest ends at the time that was told, or with what its run did before that', () => {
  const folder = mkdtempSync(join(tmpdir(), 'samocode-rests-'));
  const at = (time: string): number => new Date(`2026-11-28T${time}`).getTime();
  const lines = [
    'WARN the limit is met; sleeping until 2026-11-28 02:00:00',
    'INFO a note',
    'INFO iteration 3, planning, attempt 2 → _logs/x.jsonl (opus)',
    'WARN the provider is down; resting until 2026-11-28 01:40:00, then one more attempt',
    'WARN the limit is met; sleeping until 2026-11-28 09:00:00',
  ];
  const text = lines.map((line, hour) => `2026-11-28 01:${hour}0:00 ${line}\n`).join('');
  writeFileSync(join(folder, 'session.log'), text);
  expect(restsTold(folder)).toEqual([
    { for: 'limit', from: at('01:00:00'), to: at('01:20:00') },
    { for: 'outage', from: at('01:30:00'), to: at('01:40:00') },
    { for: 'limit', from: at('01:40:00'), to: at('09:00:00') },
  ]);
  rmSync(folder, { recursive: true });
});
