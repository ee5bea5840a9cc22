import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { QUESTIONS, turn } from '../../support/program-agent.ts';
import { DONE, openQueueScene } from '../../support/queue-scene.ts';

const ASKS = turn(
  { status: 'waiting', for: 'qa_answers', summary: 'asked' },
  { write: ['_qa.md', QUESTIONS] },
);
const BLOCKED = turn({ status: 'blocked', reason: 'the server is down' });

test('a night of ten tasks over two projects: nothing is lost, nothing runs twice, and the list says why each is left', async () => {
  await using scene = openQueueScene();
  const other = join(scene.root, 'other');
  mkdirSync(other);
  cpSync(scene.repo, join(other, 'repo'), { recursive: true });
  const config = join(other, '.samocode');
  const { worktrees, sessions } = scene;
  writeFileSync(config, `MAIN_REPO=repo\nWORKTREES=${worktrees}\nSESSIONS=${sessions}\n`);
  const reset = Math.ceil(Date.now() / 1000) + 5;
  await scene.enqueue('asks', [ASKS], { phase: 'requirements' });
  await scene.enqueue('limited', [[{ begin: true }, { limit: reset }, { exit: 1 }], DONE]);
  await scene.enqueue('blocked', [BLOCKED], { config });
  await scene.enqueue('crashes', [
    [{ sh: 'kill -9 $(ps -o ppid= -p $PPID)' }, { stay: true }],
    DONE,
  ]);
  for (const name of ['one', 'two', 'three', 'four']) await scene.enqueue(name);
  await scene.enqueue('five', [DONE], { config });
  const gone = join(scene.root, 'gone');
  cpSync(other, gone, { recursive: true });
  await scene.enqueue('homeless', [DONE], { config: join(gone, '.samocode') });
  rmSync(gone, { recursive: true });

  scene.env['SAMOCODE_START_SPACING'] = '0';
  const said = await scene.finish();
  const { queued } = await scene.list();
  const left = Object.fromEntries(queued.map(({ session, state }) => [session, state]));
  expect(Object.keys(left).toSorted(), said).toEqual(['asks', 'blocked', 'homeless']);
  expect(left).toMatchObject({
    asks: { kind: 'waits', until: null, why: expect.stringContaining('answers') as string },
    blocked: { kind: 'waits', until: null, why: expect.stringContaining('server') as string },
    homeless: {
      kind: 'waits',
      until: null,
      why: expect.stringContaining('ended with 2') as string,
    },
  });
  const spawns = (name: string): number =>
    scene.spawns().filter(({ session }) => session === scene.sessionFolder(name)).length;
  const counts = ['asks', 'limited', 'blocked', 'crashes', 'one', 'two', 'three', 'four', 'five'];
  expect(counts.map(spawns)).toEqual([1, 2, 1, 2, 1, 1, 1, 1, 1]);
}, 120_000);
