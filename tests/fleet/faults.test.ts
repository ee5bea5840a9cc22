import { expect, test } from 'vitest';
import { heldScene } from '../support/fleet/held-scene.ts';

test('a machine that was stopped and comes back starts nothing more, and its work is kept as lost', async () => {
  const { a, b, onA, arrives, ...scene } = await heldScene();
  const onB = b.work('--until-empty');
  a.freeze();
  await arrives('two');
  a.thaw();
  scene.touch('one.go');
  await onA.says(
    /it: (the|another) machine .*of the fleet has the session.*refs\/samocode\/lost\/it\//,
  );
  expect(scene.at('refs/samocode/lost/it')).toBeDefined();
  scene.touch('two.go');
  expect(await onB.ended, onB.text()).toBe(0);
  expect(b.rows('it').map(({ iteration }) => iteration)).toEqual([4, 5, 6]);
  expect(scene.spawns()).toHaveLength(4);
});
