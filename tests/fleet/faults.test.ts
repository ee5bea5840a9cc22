import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { startCluster } from '../support/fleet/cluster.ts';
import { fleetScene, HEARTBEAT_S } from '../support/fleet/machines.ts';
import { until } from '../support/program.ts';
import { goTo, type Turn, turn } from '../support/program-agent.ts';

const DONE = turn({ status: 'done', summary: 'all done' });

/** Waits in the agent until the test makes a file. */
const held = (name: string, end: Turn): Turn => [
  { touch: `${name}.here` },
  { wait: `${name}.go` },
  ...end,
];

/** A session whose agents in `quality` wait: the first one for `one.go`, the second one for `two.go`. */
async function heldScene(server?: string) {
  const scene = await fleetScene(server);
  const [a, b] = [scene.machine('a'), scene.machine('b')];
  scene.script({
    phases: {
      testing: [goTo('quality')],
      quality: [held('one', goTo('done')), held('two', goTo('done'))],
      done: [DONE],
    },
  });
  a.begin('it', 'testing');
  await a.exec('queue', 'add', 'it', '--config', scene.config);
  const onA = a.work();
  const arrives = (name: string) =>
    until(() => existsSync(join(scene.agent, `${name}.here`)), `the agent ${name}`, 60_000);
  await arrives('one');
  const pushed = { home: 'a', iteration: 4, pushed_iteration: 4 };
  await scene.finds('select home, iteration, pushed_iteration from samocode.session', pushed);
  return { ...scene, a, b, onA, arrives };
}

test.concurrent(
  'a machine that was stopped and comes back starts nothing more, and its work is kept as lost',
  async () => {
    const { a, b, onA, arrives, ...scene } = await heldScene();
    const onB = b.work('--until-empty');
    a.freeze();
    await arrives('two');
    a.thaw();
    scene.touch('one.go');
    await onA.says(/it: the machine b of the fleet has the session.*refs\/samocode\/lost\/it\//);
    expect(scene.at('refs/samocode/lost/it')).toBeDefined();
    scene.touch('two.go');
    expect(await onB.ended, onB.text()).toBe(0);
    expect(b.rows('it').map(({ iteration }) => iteration)).toEqual([4, 5, 6]);
    expect(scene.spawns()).toHaveLength(4);
  },
  120_000,
);

test.concurrent(
  'a database that is away ends no agent; nothing new starts after a time, and all goes on when it is back',
  async () => {
    const cluster = await startCluster();
    onTestFinished(cluster.remove);
    const { a, b, onA, ...scene } = await heldScene(cluster.url());
    const onB = b.work();
    await onB.says('working as b');
    await cluster.stop('fast');
    const from = performance.now();
    await onA.says('runs go on, and nothing more starts');
    const isOver = () => performance.now() - from > HEARTBEAT_S * 1000;
    await until(isOver, 'the time after which others may take over', 60_000);
    expect(a.agents()).toHaveLength(1);
    scene.touch('one.go');
    await until(() => a.rows('it').length === 2, 'the row of the agent');
    await until(() => a.agents().length === 0, 'the end of the agent');
    const why = 'the database of the fleet has not answered for too long';
    await until(() => a.log('it').includes(why), 'the end of the run');
    await cluster.start();
    await onA.says('it: done');
    expect(a.rows('it').map(({ iteration }) => iteration)).toEqual([4, 5, 6]);
    expect(onA.text()).toContain(why);
    expect(scene.spawns()).toHaveLength(3);
    expect(onB.text()).not.toContain('it starts');
  },
  120_000,
);
