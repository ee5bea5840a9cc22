import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { sessionWatch } from '../../../src/adapters/session/fingerprints/waiting.ts';
import { openBell } from '../../../src/adapters/work/bell.ts';
import { openNightFile } from '../../../src/adapters/work/night-file.ts';
import { openRunEnds } from '../../../src/adapters/work/run-ends.ts';
import { NEVER } from '../../../src/app/ports/repository.ts';
import { openRuns } from '../../../src/app/work/runs.ts';
import { openQueue } from '../../../src/cli/compose/queue/queue.ts';
import { task } from '../../adapters/queue/contract.ts';
import { temporaryFolder } from '../../support/session.ts';

test('a run that died counts once, however often the queue cannot be written', async () => {
  const queue = openQueue(temporaryFolder());
  let fails = 3;
  const runs = openRuns({
    options: { slots: 1, untilEmpty: false, hours: undefined, leastBytes: 0 },
    queue: {
      ...queue,
      settle: async (claim, how) => {
        fails -= 1;
        if (fails >= 0) throw new Error('the disk is full');
        return await queue.settle(claim, how);
      },
    },
    clock: { now: () => new Date(0) },
    ...{
      stops: NEVER,
      bell: openBell(),
      ends: openRunEnds(temporaryFolder()),
      files: sessionWatch,
    },
    ...{
      memory: () => undefined,
      living: () => [],
      lastWords: () => '',
      folderOf: () => undefined,
    },
    start: () => Promise.resolve({ ended: Promise.resolve(1), stop: () => undefined }),
    drain: { isAsked: () => false, ask: () => undefined },
    ...{ say: () => undefined, beat: () => undefined },
    delays: { of: () => undefined, started: () => undefined },
    night: openNightFile(join(temporaryFolder(), 'night.json')),
    tellers: () => Promise.resolve([]),
  });
  await queue.submit(task('it'), 0);
  const claim = await queue.claim(0, 1);
  if (claim === null) throw new Error('nothing was claimed');
  await runs.begin(claim, undefined);
  await setImmediate();
  for (let time = 0; time < 3; time += 1) await expect(runs.settleEnded()).rejects.toThrow();
  await runs.settleEnded();
  const [queued] = (await queue.list(0)).queued;
  expect(queued?.state).toMatchObject({ kind: 'waits', until: 15 * 60_000 });
});
