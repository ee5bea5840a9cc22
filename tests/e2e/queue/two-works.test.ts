import { expect, test } from 'vitest';
import { type Ended, type Running } from '../../support/program.ts';
import { openQueueScene } from '../../support/queue-scene.ts';

/** How it ended; undefined: it works. */
async function outcomeOf(work: Running): Promise<Ended | undefined> {
  return await work.says('working').then(
    () => undefined,
    () => work.ended,
  );
}

test('of three that start at the same moment one works, and the others say who and end with 6', async () => {
  await using scene = openQueueScene();
  // One that was killed leaves its lease; one that ended leaves none.
  for (const end of ['SIGKILL', 'SIGTERM', 'SIGKILL', 'SIGTERM'] as const) {
    const spawned = scene.spawns().length;
    await scene.enqueue(`s${spawned}`);
    const all = [scene.work(), scene.work(), scene.work()];
    const outcomes = await Promise.all(all.map(outcomeOf));
    const [one, ...more] = all.filter((_, at) => outcomes[at] === undefined);
    expect([one === undefined, more]).toEqual([false, []]);
    for (const other of outcomes.filter((outcome) => outcome !== undefined)) {
      expect(other.code, other.stderr).toBe(6);
      expect(other.stderr).toMatch(
        new RegExp(`^samocode: another samocode work runs: pid ${one?.pid} on .*\n.*work --drain`),
      );
      expect(other.stdout).toBe('');
    }
    await one?.says(`s${spawned}: done`);
    expect(scene.spawns()).toHaveLength(spawned + 1);
    one?.kill(end);
    await one?.ended;
  }
}, 120_000);
