import { expect, test } from 'vitest';
import { act } from '../../../src/app/loop/act.ts';
import { beginRun } from '../../../src/app/loop/begin.ts';
import { judge } from '../../../src/app/loop/judge.ts';
import { nextStep } from '../../../src/app/loop/next-step.ts';
import { record } from '../../../src/app/loop/remember.ts';
import { look } from '../../../src/app/session/look.ts';
import { openSession, overviewText } from '../../support/session.ts';
import { type Agent, openRun, signals } from '../../support/session-run.ts';

const step = signals({ status: 'continue' });

test('a turn reads the overview at most twice', async () => {
  const session = openSession();
  session.write('_overview.md', overviewText('implementation'));
  let reads = 0;
  const atSpawn: number[] = [];
  const store = {
    ...session.store,
    overview: () => {
      reads += 1;
      return session.store.overview();
    },
  };
  const counted: Agent = (...args) => {
    atSpawn.push(reads);
    return step(...args);
  };
  const agents = Array.from({ length: 6 }, () => counted);
  await openRun(session, { store, agents, options: { maxIterations: 6 } }).go();
  const perTurn = atSpawn.slice(1).map((count, at) => count - (atSpawn[at] ?? 0));
  expect(perTurn).toHaveLength(5);
  expect(Math.max(...perTurn)).toBeLessThanOrEqual(2);
});

test.each([
  ['that continues', step],
  ['that moves on', signals({ status: 'continue', phase: 'testing' })],
  ['that waits', signals({ status: 'waiting', for: 'human_action', reason: 'a key is missing' })],
  ['that is blocked', signals({ status: 'blocked', reason: 'no way' })],
  ['without a signal', () => undefined],
  ['that removed the overview', signals({ status: 'continue' }, '')],
  ['that changed the phase', signals({ status: 'continue' }, overviewText('quality'))],
])('the view that a record returns is the one that a look finds: an agent %s', async (_, agent) => {
  const session = openSession();
  session.write('_overview.md', overviewText('implementation'));
  const { loop } = openRun(session, { agents: [agent] });
  const turn = await beginRun(loop);
  const next = await nextStep(loop, turn);
  if (next.kind !== 'act') throw new Error(`the step is ${next.kind}`);
  const { end: report } = await act(loop, turn, next);
  if (report.kind !== 'report') throw new Error(`the iteration ended with ${report.kind}`);
  const judged = await judge(loop, next.view, report);
  if (judged.kind !== 'judged') throw new Error(`judged as ${judged.kind}`);
  const view = record(loop, next.view, report, judged);
  expect(view).toEqual(look(loop.session.store));
  expect(view.ledger).toEqual(session.reopen().ledger());
});
