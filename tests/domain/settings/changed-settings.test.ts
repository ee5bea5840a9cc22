import { expect, test } from 'vitest';
import { addRow } from '../../../src/domain/session/fold.ts';
import { EMPTY_LEDGER } from '../../../src/domain/session/ledger.ts';
import { beforeDone, changedSettings } from '../../../src/domain/settings/changed-settings.ts';
import { iterationRow, noticedRow, personRow } from '../session/rows.ts';

test('a setting that was added, changed or removed has changed', () => {
  const before = { VERIFY: 'a', CLAUDE_PATH: 'b', SAMOCODE_STUCK_AFTER: 'c' };
  const now = { VERIFY: 'x', CLAUDE_PATH: 'b', SAMOCODE_PING_URL: 'd' };
  const changed = ['SAMOCODE_PING_URL', 'SAMOCODE_STUCK_AFTER', 'VERIFY'];
  expect(changedSettings(before, now)).toEqual(changed);
  expect(changedSettings(before, before)).toEqual([]);
});

test('changed settings keep a session from done, and from nothing else', () => {
  const finish = { kind: 'done', phase: 'done' } as const;
  const toDone = { kind: 'ready', phase: 'done' } as const;
  const on = { kind: 'ready', phase: 'testing' } as const;
  const halt = { kind: 'blocked', problem: 'settings', needs: 'human_decision' };
  expect(beforeDone(finish, ['VERIFY'], 'done')).toMatchObject({ ...halt, phase: 'done' });
  expect(beforeDone(toDone, ['VERIFY'], 'quality')).toMatchObject({ ...halt, phase: 'quality' });
  expect(beforeDone(on, ['VERIFY'], 'implementation')).toBe(on);
  expect(beforeDone(toDone, ['VERIFY'], 'done')).toBe(toDone);
  expect(beforeDone(finish, [], 'done')).toBe(finish);
});

test('the ledger keeps changed settings until a person resumes the session', () => {
  const noticed = [noticedRow(), noticedRow({ settings: ['VERIFY', 'CLAUDE_PATH'] })];
  const ledger = [...noticed, iterationRow(), personRow({ status: 'approved' })].reduce(
    addRow,
    EMPTY_LEDGER,
  );
  expect(ledger.settings).toEqual(['VERIFY', 'CLAUDE_PATH']);
  expect(addRow(ledger, personRow()).settings).toEqual([]);
});
