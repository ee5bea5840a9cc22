import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { until } from '../program.ts';
import { goTo, type Turn, turn } from '../program-agent.ts';
import { fleetScene, PATIENCE_MS } from './machines.ts';
import { openProxy } from './proxy.ts';

const DONE = turn({ status: 'done', summary: 'all done' });

/** Waits in the agent until the test makes a file. */
const held = (name: string, end: Turn): Turn => [
  { touch: `${name}.here` },
  { wait: `${name}.go` },
  ...end,
];

/** A session whose agents in `quality` wait: the first one for `one.go`, the second one for `two.go`. */
export async function heldScene(server?: string) {
  const scene = await fleetScene({ server });
  // The way of the first machine.
  const proxy = await openProxy(scene.url);
  const [a, b] = [scene.machine('a', proxy.url), scene.machine('b')];
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
    until(() => existsSync(join(scene.agent, `${name}.here`)), `the agent ${name}`, PATIENCE_MS);
  await arrives('one');
  const pushed = { home: 'a', iteration: 4, pushed_iteration: 4 };
  await scene.finds('select home, iteration, pushed_iteration from samocode.session', pushed);
  return { ...scene, proxy, a, b, onA, arrives };
}
