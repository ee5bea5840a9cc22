import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { fleetScene, PATIENCE_MS } from '../support/fleet/machines.ts';
import { git, until } from '../support/program.ts';
import { goTo, type Turn, turn } from '../support/program-agent.ts';

const DONE = turn({ status: 'done', summary: 'all done' });

/** An agent that has written into session, worktree and repository when it waits. */
const working = (name: string): Turn => [
  { begin: true },
  { write: ['notes.md', `of ${name}\n`] },
  { work: ['code.txt', `of ${name}\n`] },
  { commit: `Work of ${name}` },
  { work: ['later.txt', `of ${name}\n`] },
  { touch: `${name}.here` },
  { wait: `${name}.go` },
];

/** A machine that lost its power while its agent worked, one iteration after the last push. */
async function deadAtWork() {
  const scene = await fleetScene();
  const [a, b] = [scene.machine('a'), scene.machine('b')];
  scene.script({
    phases: {
      testing: [goTo('quality')],
      quality: [working('one'), working('two'), goTo('done')],
      done: [DONE],
    },
  });
  a.begin('it', 'testing');
  await a.exec('queue', 'add', 'it', '--config', scene.config);
  a.work();
  const arrives = (name: string) =>
    until(() => existsSync(join(scene.agent, `${name}.here`)), `the agent ${name}`, PATIENCE_MS);
  await arrives('one');
  await scene.finds('select home, pushed_iteration from samocode.session', {
    ...{ home: 'a', pushed_iteration: 4 },
  });
  a.die();
  return { ...scene, a, b, arrives };
}

test('a machine that died at work goes on with its session when it is back', async () => {
  const { a, ...scene } = await deadAtWork();
  const again = a.work();
  await scene.arrives('two');
  a.die();
  scene.touch('two.go');
  const last = a.work('--until-empty');
  expect(await last.ended, again.text() + last.text()).toBe(0);
  expect(a.rows('it').map(({ iteration }) => iteration)).toEqual([4, 5, 6]);
  expect(scene.twins()).toEqual([]);
  expect(again.text() + last.text()).not.toContain('mv ');
});

test('a machine that died at work takes its session back from one that died later, without help', async () => {
  const { a, b, ...scene } = await deadAtWork();
  b.work();
  await scene.arrives('two');
  await scene.finds('select home, needs_take from samocode.session', {
    ...{ home: 'b', needs_take: false },
  });
  b.die();
  const again = a.work('--until-empty');
  await again.says(/it: done/);
  expect(await again.ended, again.text()).toBe(0);
  expect(again.text() + a.log('it')).not.toContain('mv ');
  expect(a.rows('it').map(({ iteration }) => iteration)).toEqual([4, 5, 6]);
  expect(scene.twins()).toEqual([]);
  // The lost attempt is where a person finds it.
  const commits = git(a.clone, 'log', '--format=%s', 'it-here', '-1');
  expect(commits).toBe('Work of one');
  expect(existsSync(join(a.trees, 'it.old/later.txt'))).toBe(true);
}, 180_000);
