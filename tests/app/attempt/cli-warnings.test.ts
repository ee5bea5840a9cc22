import { expect, test } from 'vitest';
import { openSession, type TestSession } from '../../support/session.ts';
import {
  type Agent,
  GOOD_RESULT,
  inEveryPhase,
  openRun,
  type RunSetup,
  signals,
} from '../../support/session-run.ts';

const GOES_ON = signals({ status: 'continue', summary: 'on' });

/** An agent whose CLI begins with this `init`, as often as `turns` says. */
const begins =
  (init: object, turns = 1): Agent =>
  (session, task) => {
    GOES_ON(session, task);
    const line = JSON.stringify({ type: 'system', subtype: 'init', ...init });
    return { stdout: [...Array.from({ length: turns }, () => line), GOOD_RESULT] };
  };

async function warnings(
  session: TestSession,
  agents: readonly Agent[],
  setup: Partial<RunSetup> = {},
): Promise<readonly string[]> {
  const options = { maxIterations: agents.length };
  const test = openRun(session, { ...setup, agents: [...agents], options });
  await test.go();
  return test.events.flatMap((event) => (event.kind === 'warning' ? [event.text] : []));
}

test('a failed MCP server is a warning, once an attempt', async () => {
  const init = { mcp_servers: [{ name: 'db', status: 'failed' }] };
  expect(await warnings(openSession(), [begins(init, 2)])).toEqual([
    'the MCP server db failed to start; the agent works without it',
  ]);
});

test('another model is a warning, once, unless a setting explains it', async () => {
  const session = openSession();
  const [a, b] = [begins({ model: 'opus' }), begins({ model: 'sonnet' })];
  const text =
    'the model has changed: opus before, sonnet now, and no setting of yours explains it';
  expect(await warnings(session, [a, b, b])).toEqual([text]);
  expect(await warnings(session, [a], { config: { models: inEveryPhase('opus-too') } })).toEqual(
    [],
  );
});
