import { expect, test } from 'vitest';
import { openSession } from '../../support/session.ts';
import { type Agent, GOOD_RESULT, openRun, signals } from '../../support/session-run.ts';

const DENIED = JSON.stringify({
  type: 'system',
  subtype: 'permission_denied',
  tool_name: 'Bash',
  message: 'rm -rf ./* needs approval',
});
const OVERLOADED = JSON.stringify({ type: 'result', is_error: true, api_error_status: 529 });
const CALL = /- The CLI denied a tool call of the (\w+) before this one\..*\n\n {2}> Bash: rm -rf/;

const denied: Agent = (session, task) => {
  signals({ status: 'continue', summary: 'on' })(session, task);
  return { stdout: [DENIED, GOOD_RESULT] };
};
const fails: Agent = () => ({ stdout: [DENIED, OVERLOADED], exitCode: 1 });
const goesOn = signals({ status: 'continue', summary: 'on' });

test('a denied tool call is in the row and in the next prompt, and not in the one after', async () => {
  const session = openSession();
  const test = openRun(session, {
    agents: [denied, goesOn, goesOn],
    options: { maxIterations: 3 },
  });
  await test.go();
  const calls = ['Bash: rm -rf ./* needs approval'];
  expect(session.rows()[0]).toMatchObject({ denied: { count: 1, calls } });
  expect(session.rows()[1]).not.toHaveProperty('denied');
  expect(CALL.exec(test.prompts[1] ?? '')?.[1]).toBe('iteration');
  expect(test.prompts[2]).not.toMatch(CALL);
});

test('a denied tool call of an attempt that failed is told to the next attempt, and in the row', async () => {
  const session = openSession();
  const test = openRun(session, { agents: [fails, goesOn], options: { maxIterations: 1 } });
  await test.go();
  expect(CALL.exec(test.prompts[1] ?? '')?.[1]).toBe('attempt');
  expect(session.rows()[0]).toMatchObject({ attempts: 2, denied: { count: 1 } });
});
