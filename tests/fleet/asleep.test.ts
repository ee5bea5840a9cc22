import { expect, test } from 'vitest';
import { act, begun, count, sees, statuses } from '../support/fleet/gates.ts';
import { PATIENCE_MS } from '../support/fleet/machines.ts';
import { until } from '../support/program.ts';
import { wholeBut } from '../support/program-agent.ts';

const HOUR_S = 3600;

test.each([
  {
    how: 'sleeps for a limit',
    seconds: HOUR_S,
    why: 'samocode work goes on at',
    said: 'ready; samocode work goes on with it',
  },
  { how: 'is parked', seconds: 30 * 24 * HOUR_S, why: 'parked', said: 'parked in investigation' },
])('acts from elsewhere on a session that $how', async ({ seconds, why, said }) => {
  const reset = Math.floor(Date.now() / 1000) + seconds;
  const { scene, a, b, work } = await begun(
    wholeBut({ investigation: [[{ begin: true }, { limit: reset }, { exit: 1 }]] }),
  );
  const runEnds = /it: .*(until|goes on at) .*/g;
  const isLeft = (times: number): boolean =>
    a.runs().length === 0 && (work.text().match(runEnds)?.length ?? 0) >= times;
  await sees(scene, b, why);
  await until(() => isLeft(1), 'the end of its run', PATIENCE_MS);

  const noted = await act(scene, b, 'note', 'use the table');
  expect(noted).toMatchObject({ code: 0, stderr: '' });
  expect(noted.stdout).toContain(said);
  expect(count(a, 'noted')).toBe(1);
  await until(() => isLeft(2), 'the end of the run that it woke', PATIENCE_MS);

  expect(await act(scene, b, 'pause')).toMatchObject({ code: 0, stderr: '' });
  // A run that the note woke may take it at its end.
  await until(() => count(a, 'paused') === 1, 'the pause', PATIENCE_MS);
  expect(scene.spawns()).toHaveLength(2);
  // Refused while a run lives that the note woke.
  const resume = async (): Promise<number> => (await act(scene, b, 'resume')).code;
  await expect.poll(resume, { timeout: PATIENCE_MS }).toBe(0);
  // A note or a pause asks no agent, and a resume tries the account once.
  await until(() => scene.spawns().length === 3, 'the try', PATIENCE_MS);
  await until(() => isLeft(3), 'the end of the try', PATIENCE_MS);
  await sees(scene, b, why);
  const stopped = await act(scene, b, 'stop');
  expect(stopped).toMatchObject({ code: 0, stderr: '' });
  expect(statuses(a).filter((status) => status !== 'parked')).toEqual([
    ...['continue', 'noted', 'paused', 'resumed'],
  ]);
  expect(scene.spawns()).toHaveLength(3);
});
