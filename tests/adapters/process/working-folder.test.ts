import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { expect, test } from 'vitest';
import { openStage, PLAY } from './test-process.ts';

/** A task in a folder of its own, and how that folder is asked about. */
function openWork(script: readonly string[]) {
  const stage = openStage();
  const cwd = stage.file('work');
  mkdirSync(cwd);
  const env = { PATH: process.env['PATH'] ?? '' };
  const task = stage.task([], {
    command: { file: process.execPath, args: [PLAY, ...script], cwd, env },
    folderLoss: () => (existsSync(cwd) ? undefined : 'the folder is gone'),
  });
  const remove = () => {
    rmSync(cwd, { recursive: true });
  };
  return { ...stage, task, cwd, remove };
}

test('a child whose working folder is removed is ended after its next word', async () => {
  const { room, task, remove } = openWork(['say="result"', 'stay']);
  const onLine = () => {
    remove();
    return undefined;
  };
  const end = await room.run({ ...task, onLine });
  expect(end).toMatchObject({ cause: 'folder-lost', lostFolder: 'the folder is gone' });
});

test('a child that ends by itself after its working folder was removed says so in its end', async () => {
  const { room, task, remove } = openWork(['exit=0']);
  const end = await room.run({ ...task, onStart: remove });
  expect(end).toMatchObject({ lostFolder: 'the folder is gone' });
});

test('a child whose working folder is missing is not started', async () => {
  const { room, task, remove } = openWork(['exit=0']);
  remove();
  const end = await room.run(task);
  expect(end).toMatchObject({ cause: 'not-started', lostFolder: 'the folder is gone' });
});

test('in a silence the working folder is asked about as rarely as the task allows', async () => {
  const { room, task } = openWork(['stay']);
  const stop = new AbortController();
  const askedMs: number[] = [];
  const folderLoss = (): undefined => {
    if (askedMs.push(performance.now()) === 6) stop.abort('stop');
  };
  await room.run({ ...task, folderLoss, rarestLookMs: 200, stop: stop.signal });
  const [first = NaN, last = NaN] = [askedMs[0], askedMs[5]];
  // Looks that double from a second on would take half a minute.
  expect(last - first).toBeLessThan(10_000);
});
