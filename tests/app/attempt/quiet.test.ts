import { expect, test } from 'vitest';
import { quietTeller } from '../../../src/app/attempt/quiet.ts';
import type { Witnesses } from '../../../src/domain/provider/silence.ts';
import type { RunEvent } from '../../../src/domain/run/event.ts';
import { openSession, overviewText } from '../../support/session.ts';
import { type Agent, openRun, signals } from '../../support/session-run.ts';

const MINUTE = 60_000;

function still(ms: number, changes: Partial<Witnesses> = {}): Witnesses {
  const ages = { eventMs: ms, logMs: ms, cpuMs: ms, filesMs: ms };
  return { ...ages, logBytes: 0, cpuSpentMs: 0, ...changes };
}

/** A teller and what it told. */
function openTeller() {
  const told: RunEvent[] = [];
  return { ...quietTeller((event) => told.push(event)), told };
}

test('a silence is told once in each step and state, and its end only when it was long', () => {
  const { onEvent, onQuiet, told } = openTeller();
  onEvent({ kind: 'activity', text: 'thinking' });
  onQuiet(still(30_000));
  expect(told).toEqual([]);
  onQuiet(still(MINUTE));
  onQuiet(still(1.5 * MINUTE));
  onEvent({ kind: 'activity', text: 'more' });
  expect(told).toHaveLength(1);
  for (const minutes of [1, 2, 5, 6, 15, 16]) onQuiet(still(minutes * MINUTE));
  onEvent({ kind: 'activity', text: 'more' });
  onEvent({ kind: 'activity', text: 'more' });
  expect(told.slice(1)).toMatchObject([
    { state: 'silent', silentMs: MINUTE },
    { state: 'silent', silentMs: 5 * MINUTE },
    { state: 'hung', silentMs: 15 * MINUTE },
    { state: 'busy', silentMs: 0, text: 'an event again after 16 min' },
  ]);
});

test('work without words is told as busy, and its end is none', () => {
  const { onEvent, onQuiet, told } = openTeller();
  for (const minutes of [1, 5, 20]) {
    onQuiet(still(minutes * MINUTE, { cpuMs: 0, cpuSpentMs: 9000 }));
  }
  onEvent({ kind: 'activity', text: 'done' });
  expect(told.map((event) => event.kind === 'quiet' && event.state)).toEqual(Array(3).fill('busy'));
});

test('a CLI that tries again by itself is shown as what it is, and has not spoken', () => {
  const { onEvent, onQuiet, told } = openTeller();
  onEvent({ kind: 'started' });
  onEvent({ kind: 'retrying', text: 'retrying (529), attempt 3 of 10' });
  onQuiet(still(7 * MINUTE));
  expect(told).toMatchObject([
    { state: 'hung', text: expect.stringContaining('retrying (529), attempt 3 of 10') as string },
  ]);
});

test('an attempt that was ended for stillness is an overload: tried again, with the reason', async () => {
  const session = openSession();
  session.write('_overview.md', overviewText('implementation'));
  const still: Agent = () => ({ cause: 'idle', stillMs: 20 * MINUTE, exitCode: 143, stdout: [] });
  const one = openRun(session, {
    agents: [still, signals({ status: 'continue' })],
    options: { maxIterations: 1 },
    config: { idleTimeoutMs: 20 * MINUTE },
  });
  expect(await one.go()).toMatchObject({ kind: 'bound' });
  expect(one.spawns[0]).toMatchObject({
    idleTimeoutMs: 20 * MINUTE,
    lifeFolders: [session.path, expect.any(String)],
  });
  expect(session.rows()).toMatchObject([{ status: 'continue', attempts: 2 }]);
  expect(one.prompts[1]).toContain('no sign of life for 20 min');
  expect(one.events).toContainEqual(
    expect.objectContaining({ kind: 'attempt-ended', outcome: 'overload' }),
  );
});
