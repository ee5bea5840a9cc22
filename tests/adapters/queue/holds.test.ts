import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { takeHolds } from '../../../src/adapters/queue/holds.ts';
import type { SlotHolder } from '../../../src/adapters/queue/slot.ts';
import { fingerprint } from '../../../src/domain/text/fingerprint.ts';
import { temporaryFolder } from '../../support/session.ts';

const PLACE = 'worktree /w/task';
const DEAD_PID = 111;

const runOf = (id: string, pid: number): SlotHolder => ({
  ...{ id, pid, startTime: '1', config: '/p/.samocode', session: id, since: 1 },
  holds: [`session /s/${id}`, PLACE],
});
const isAlive = ({ pid }: { readonly pid: number }): boolean => pid !== DEAD_PID;

/** A state folder where a killed run has the worktree. */
function heldByDead() {
  const stateDir = temporaryFolder();
  mkdirSync(join(stateDir, 'held'));
  const path = join(stateDir, 'held', fingerprint(PLACE));
  writeFileSync(path, JSON.stringify(runOf('killed', DEAD_PID)));
  return { stateDir, path };
}

test('what a killed run had is free', () => {
  const { stateDir, path } = heldByDead();
  expect(takeHolds(stateDir, runOf('me', 3), isAlive).kind).toBe('taken');
  expect(JSON.parse(readFileSync(path, 'utf8'))).toMatchObject({ id: 'me' });
});

test('what another run is just taking over from a killed one is not ours', () => {
  const { stateDir, path } = heldByDead();
  // Between its claim and the moment in which the file names it.
  writeFileSync(`${path}.claim-killed`, JSON.stringify(runOf('winner', 2)));
  const taken = takeHolds(stateDir, runOf('me', 3), isAlive);
  expect(taken).toEqual({ kind: 'held', name: PLACE, by: undefined });
  expect(JSON.parse(readFileSync(path, 'utf8'))).toMatchObject({ id: 'killed' });
});
