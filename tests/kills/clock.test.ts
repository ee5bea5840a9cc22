import { writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { buildKiller, type Ended, stepsIn } from './killer.ts';
import { KINDS } from './kinds.ts';
import { faultsOf, outcomeOf } from './outcome.ts';
import { newScene, noted, type Scene } from './scene.ts';

const killer = buildKiller();
const DAY_MS = 86_400_000;
const AT_MOST_MS = 61 * 60_000;

describe.skipIf(killer === undefined).each([
  { words: 'back by a day', byMs: -DAY_MS },
  { words: 'ahead by a day', byMs: DAY_MS },
])('a clock that is set $words between two runs', { timeout: 120_000 }, ({ byMs }) => {
  test('changes nothing of what comes next', async () => {
    await inScene(twice, async (scene) => {
      expect((await scene.run(['run', '--once'])).code).toBe(0);
      const other = scene.copy();
      try {
        expect((await other.run(['run'])).code).toBe(4);
        const ended = await later(scene, byMs, ['run']);
        expect(ended.code, ended.stdout + ended.stderr).toBe(4);
        expect(outcomeOf(scene)).toEqual(outcomeOf(other));
      } finally {
        other.remove();
      }
    });
  });

  test('does not keep the next run from what a killed one has paid for', async () => {
    await inScene(twice, async (scene) => {
      const other = scene.copy();
      try {
        const whole = await other.run(['run'], { killer: { library: killer ?? '' } });
        expect(whole.code).toBe(4);
        const row = stepsIn(other.logOf('steps')).find(
          ({ call, place }) => call === 'write' && place === '_signal_history.jsonl',
        );
        const hit = { at: row?.number ?? 0, how: 'before' } as const;
        const killed = await scene.run(['run'], { killer: { library: killer ?? '', hit } });
        expect(killed.signal).toBe('SIGKILL');
        const ended = await later(scene, byMs, ['run']);
        expect(ended.code, ended.stdout + ended.stderr).toBe(4);
        expect(outcomeOf(scene)).toEqual(outcomeOf(other));
        expect(noted(scene, 'spawns')).toEqual(noted(other, 'spawns'));
        expect(await faultsOf(scene, ['steps', 'later'])).toEqual([]);
      } finally {
        other.remove();
      }
    });
  });

  test('does not make a run that gave up wait longer than an hour', async () => {
    const prepare = (scene: Scene): void => {
      scene.agents({ investigation: 'fails 529; exit 1\n' });
      scene.begin('investigation');
    };
    await inScene(prepare, async (scene) => {
      expect((await scene.run(['run', '--max-outage', '0'])).code).toBe(5);
      const spawns = noted(scene, 'spawns').length;
      await later(scene, byMs, ['run', '--max-outage', '0']);
      const isHeld = noted(scene, 'spawns').length === spawns;
      const told = await later(scene, byMs, ['status', '--json']);
      const { resumeAt } = JSON.parse(told.stdout) as { readonly resumeAt?: string | null };
      const waitMs = Date.parse(resumeAt ?? '') - (Date.now() + byMs);
      if (isHeld) expect(waitMs).toBeLessThan(AT_MOST_MS);
    });
  });
});

function twice(scene: Scene): void | Promise<void> {
  return KINDS.find(({ name }) => name === 'a continue, and a block')?.prepare(scene);
}

async function inScene(
  prepare: (scene: Scene) => void | Promise<void>,
  act: (scene: Scene) => Promise<void>,
): Promise<void> {
  const scene = newScene();
  try {
    await prepare(scene);
    await act(scene);
  } finally {
    scene.remove();
  }
}

/** A command for which the wall clock is off. */
function later(scene: Scene, byMs: number, args: readonly string[]): Promise<Ended> {
  const clock = scene.logOf('clock');
  writeFileSync(clock, String(byMs));
  return scene.run(args, { killer: { library: killer ?? '', log: 'later', clock } });
}
