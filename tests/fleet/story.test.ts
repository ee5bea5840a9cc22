import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { fleetScene, PATIENCE_MS } from '../support/fleet/machines.ts';
import { checkLines } from '../support/printed.ts';
import { until } from '../support/program.ts';
import { goTo, type Turn, turn } from '../support/program-agent.ts';

const DONE = turn({ status: 'done', summary: 'all done' });
const STATE = 'refs/samocode/state/it';

/** Waits in the agent until the test makes the file `go`. */
const held = (name: string, end: Turn): Turn => [{ touch: `${name}.here` }, { wait: 'go' }, ...end];

test('a machine that dies in an iteration loses no recorded one: another goes on from git and finishes', async () => {
  const scene = await fleetScene();
  const [a, b] = [scene.machine('a'), scene.machine('b')];
  scene.script({
    phases: {
      testing: [goTo('quality', { work: ['notes.txt', 'not committed\n'] })],
      quality: [held('a', goTo('done')), goTo('done')],
      done: [DONE],
    },
  });
  a.begin('it', 'testing');
  const added = await a.exec('queue', 'add', 'it', '--config', scene.config);
  expect(added.stderr).toBe('');
  const onA = a.work();
  const onB = b.work('--until-empty');
  await until(() => existsSync(join(scene.agent, 'a.here')), 'the agent on a', PATIENCE_MS);
  await onB.says('working as b');
  expect(scene.at(STATE)).toBeDefined();
  await scene.finds('select home, iteration, pushed_iteration from samocode.session', {
    ...{ home: 'a', iteration: 4, pushed_iteration: 4 },
  });
  const listed = await b.exec('list', '--fleet', '--json');
  checkLines('list', listed.stdout);
  expect(JSON.parse(listed.stdout)).toMatchObject({
    ...{ session: 'it', machine: 'a', isRunning: true, phase: 'quality', pushedIteration: 4 },
  });
  const machines = await b.exec('fleet', 'machines', '--json');
  checkLines('fleet', machines.stdout);
  expect(machines.stdout).toMatch(/"machine":"a".*\n.*"machine":"b"/);
  a.die();
  expect(await onA.ended).toBe('SIGKILL');
  // The agent that b starts would wait in vain, if it were the one of a.
  expect(await onB.ended, onB.text()).toBe(0);
  expect(onB.text()).toContain('it: done');
  const rows = b.rows('it').filter(({ kind }) => kind === 'iteration');
  expect(rows.map(({ iteration, sourcePhase }) => [iteration, sourcePhase])).toEqual([
    [4, 'testing'],
    [5, 'quality'],
    [6, 'done'],
  ]);
  expect(readFileSync(join(b.trees, 'it', 'notes.txt'), 'utf8')).toBe('not committed\n');
  expect(scene.spawns()).toHaveLength(4);
  expect(await scene.sql('select home, state from samocode.session')).toEqual([
    { home: 'b', state: 'done' },
  ]);
});
