import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { openSessionWatch } from '../../../src/adapters/session/fingerprints/waiting.ts';
import { openBell } from '../../../src/adapters/work/bell.ts';
import { openNightFile } from '../../../src/adapters/work/night-file.ts';
import { openRunEnds } from '../../../src/adapters/work/run-ends.ts';
import type { Queue, QueueClaim } from '../../../src/app/ports/queue/queue.ts';
import { NEVER } from '../../../src/app/ports/repository.ts';
import type { Work } from '../../../src/app/work/parts.ts';
import { openRuns } from '../../../src/app/work/runs.ts';
import { openQueue } from '../../../src/cli/compose/queue/queue.ts';
import { task } from '../../adapters/queue/contract.ts';
import { temporaryFolder } from '../../support/session.ts';

/** A machine whose runs end at once, with exit code 1 and without a word. */
function workOn(queue: Queue): Work {
  return {
    options: { slots: 1, untilEmpty: false, hours: undefined, leastBytes: 0 },
    queue,
    clock: { now: () => new Date(0) },
    ...{
      stops: NEVER,
      bell: openBell(),
      ends: openRunEnds(temporaryFolder()),
      begun: { keepOnly: () => undefined },
      files: openSessionWatch(join(temporaryFolder(), '.env')),
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
    delays: { of: () => undefined, tries: () => undefined, started: () => undefined },
    night: openNightFile(join(temporaryFolder(), 'night.json')),
    tellers: () => Promise.resolve([]),
  };
}

async function claimIn(queue: Queue): Promise<QueueClaim> {
  await queue.submit(task('it'), 0);
  const claim = await queue.claim(0, 1);
  if (claim === null) throw new Error('nothing was claimed');
  return claim;
}

test('a run that died counts once, however often the queue cannot be written', async () => {
  const queue = openQueue(temporaryFolder());
  let fails = 3;
  const settle: Queue['settle'] = async (claim, how) => {
    fails -= 1;
    if (fails >= 0) throw new Error('the disk is full');
    return await queue.settle(claim, how);
  };
  const runs = openRuns(workOn({ ...queue, settle }));
  await runs.begin(await claimIn(queue), undefined);
  await setImmediate();
  for (let time = 0; time < 3; time += 1) await expect(runs.settleEnded()).rejects.toThrow();
  await runs.settleEnded();
  const [queued] = (await queue.list(0)).queued;
  expect(queued?.state).toMatchObject({ kind: 'waits', until: 15 * 60_000 });
});

test('an ending of before another machine had the session is not that of the new claim', async () => {
  const queue = openQueue(temporaryFolder());
  const work = workOn(queue);
  const claim = await claimIn(queue);
  work.ends.write(claim.queued.id, { kind: 'ended', why: 'done' });
  expect(await openRuns(work).begin({ ...claim, take: 'folder' }, undefined)).toBe(true);
  work.ends.write(claim.queued.id, { kind: 'ended', why: 'done' });
  // One of this machine, told after the death of its `work`, counts.
  expect(await openRuns(work).begin(claim, undefined)).toBe(false);
  expect((await queue.list(0)).queued).toEqual([]);
});
