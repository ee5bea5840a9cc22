import { expect, test } from 'vitest';
import { openSession, overviewText } from '../../support/session.ts';
import { type Agent, openRun, signals } from '../../support/session-run.ts';

test('the state has the begin of the first attempt since which every agent worked in a sandbox', async () => {
  const session = openSession();
  session.write('_overview.md', overviewText('investigation'));
  const seen: (number | undefined)[] = [];
  const looks: Agent = (own, task) => {
    seen.push(own.reopen().state().confinedSince);
    return signals({ status: 'blocked', reason: 'enough' })(own, task);
  };
  for (const sandbox of ['bwrap', 'bwrap', 'none', 'bwrap'] as const) {
    const store = session.reopen();
    const run = openRun(session, {
      agents: [looks],
      store,
      config: { sandbox },
      options: { force: true },
    });
    await run.go();
  }
  const [first, second, bypass, later] = seen;
  expect(first).toBeTypeOf('number');
  expect(second).toBe(first);
  expect(bypass).toBeUndefined();
  expect(later).toBeGreaterThanOrEqual(Number(first));
});
