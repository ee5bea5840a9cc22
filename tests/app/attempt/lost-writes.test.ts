import { expect, test } from 'vitest';
import { openSession } from '../../support/session.ts';
import { type Agent, GOOD_RESULT, openRun, signals } from '../../support/session-run.ts';

const LOST = JSON.stringify({
  ...{ type: 'system', subtype: 'session_writes_lost' },
  ...{ error_code: 'ENOSPC', lost: ['transcript', 'global_config'] },
});
const TEXT = 'claude could not save all of its session (ENOSPC): transcript, global_config';
const OVERLOADED = JSON.stringify({ type: 'result', is_error: true, api_error_status: 529 });
const TOLD =
  /- The CLI could not write all of its files in the (\w+) before this one.*\n\n {2}> claude could not save/;

const loses: Agent = (session, task) => {
  signals({ status: 'continue', summary: 'on' })(session, task);
  return { stdout: [GOOD_RESULT, LOST, LOST] };
};
const fails: Agent = () => ({ stdout: [OVERLOADED, LOST], exitCode: 1 });
const goesOn = signals({ status: 'continue', summary: 'on' });

test('writes that the CLI lost after its result are in the row and in the next prompt, and not in the one after', async () => {
  const session = openSession();
  const options = { maxIterations: 3 };
  const test = openRun(session, { agents: [loses, goesOn, goesOn], options });
  await test.go();
  expect(session.rows()[0]).toMatchObject({ status: 'continue', lost: [TEXT] });
  expect(session.rows()[1]).not.toHaveProperty('lost');
  expect(TOLD.exec(test.prompts[1] ?? '')?.[1]).toBe('iteration');
  expect(test.prompts[2]).not.toMatch(TOLD);
});

test('writes that a failed attempt lost are told to the next attempt, and are in the row', async () => {
  const session = openSession();
  const test = openRun(session, { agents: [fails, goesOn], options: { maxIterations: 1 } });
  await test.go();
  expect(TOLD.exec(test.prompts[1] ?? '')?.[1]).toBe('attempt');
  expect(session.rows()[0]).toMatchObject({ attempts: 2, lost: [TEXT] });
});
