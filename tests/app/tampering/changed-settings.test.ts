import { expect, test } from 'vitest';
import { openSession, overviewText } from '../../support/session.ts';
import { type Agent, openRun, signals } from '../../support/session-run.ts';

const GO_ON = signals({ status: 'continue', phase: 'testing', summary: 'more' });

test('people are told once of a setting that changed while an agent worked', async () => {
  const session = openSession();
  session.write('_overview.md', overviewText('testing'));
  let verify = 'false';
  const changes: Agent = (of, task) => {
    verify = 'true';
    return GO_ON(of, task);
  };
  const setup = {
    agents: [GO_ON, changes, GO_ON],
    settings: () => ({ VERIFY: verify }),
    options: { maxIterations: 3 },
  };
  const opened = openRun(session, setup);
  await opened.go();
  const told = opened.notices.filter(({ kind }) => kind === 'changed');
  expect(told).toHaveLength(1);
  expect(told[0]?.text).toContain('VERIFY was changed in the settings files');
  const noticed = session.rows().filter((row) => row['kind'] === 'noticed');
  expect(noticed).toMatchObject([{ settings: ['VERIFY'], iteration: 1, phase: 'testing' }]);
});
