import { expect, test } from 'vitest';
import { isLeftByRun, type Traces } from '../../../src/domain/fleet/left-by-run.ts';
import { writeRow } from '../../../src/domain/session/row.ts';
import { gaveUpRow, iterationRow, personRow } from '../session/rows.ts';

const FIRST = writeRow(iterationRow());
const PUSHED: Traces = { history: FIRST, mark: 'null', inbox: [] };
const STARTED = { mark: '{"iteration":2}' };

test.each<[string, Partial<Traces>, boolean]>([
  ['nothing', {}, false],
  ['the begin of an attempt', STARTED, true],
  ['a row of an iteration', { history: FIRST + writeRow(iterationRow({ iteration: 2 })) }, true],
  ['a row of a run that gave up', { history: FIRST + writeRow(gaveUpRow()) }, true],
  ['a row that the death cut off', { history: `${FIRST}{"v":3,"ki` }, true],
  ['an act that the death cut off', { history: FIRST + writeRow(personRow()).slice(0, -2) }, false],
  ['an act of a person', { history: FIRST + writeRow(personRow()) }, false],
  ['an act before an attempt', { ...STARTED, history: FIRST + writeRow(personRow()) }, false],
  ['a line of another program', { ...STARTED, history: `${FIRST}{"n":2}\n` }, false],
  ['another history', { ...STARTED, history: writeRow(iterationRow({ iteration: 7 })) }, false],
  ['a message in the inbox', { ...STARTED, inbox: ['_inbox/note.json\0id'] }, false],
])('only runs have changed a session with %s since its push, or not', (_, changes, is) => {
  expect(isLeftByRun(PUSHED, { ...PUSHED, ...changes })).toBe(is);
});
