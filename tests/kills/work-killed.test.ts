import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { buildKiller, type Hit, killerVariables, planHit, type Step, stepsIn } from './killer.ts';
import { NAMES, openWorkScene, type Point, SLOTS, type WorkScene } from './work-scene.ts';

const killer = buildKiller();
const ARGS = ['--slots', String(SLOTS), '--until-empty'];
/** The files of a run that `work`, or the next run, reads. */
const OF_RUN =
  /slots|held|ends|lease|\.run\/state|_signal|_overview|receipt|heartbeat|spend|another/;

describe.skipIf(killer === undefined)('20 sessions in 3 slots', { timeout: 600_000 }, () => {
  test('with work killed at each of its steps, and agents: none is lost, none runs twice', async () => {
    await using scene = openWorkScene();
    const log = join(scene.root, 'steps');
    const names = [...NAMES];
    const points: readonly (Point | undefined)[] = [
      'agent begun',
      'agent signalled',
      'agent ended',
    ];
    const pointOf = (at: number) => (at < NAMES.length ? points[at % 4] : undefined);
    names.forEach((name, at) => {
      const point = pointOf(at);
      if (point !== undefined) scene.killAt(name, point);
    });
    for (const name of names.slice(0, 2)) await scene.enqueue(name);
    expect(await live(scene, log)).toBe(false);
    const hits = hitsOf(stepsIn(log));
    expect(hits.length).toBeGreaterThan(15);
    for (const name of names.slice(2)) await scene.enqueue(name);
    for (const hit of hits) {
      while (!(await live(scene, log, hit))) {
        // Too little was left in line for this step.
        names.push(`s${names.length}`);
        await scene.enqueue(names.at(-1) ?? '');
      }
    }
    expect(await live(scene, log)).toBe(false);
    await scene.expectAllDone(names, '');
    names.forEach((name, at) => {
      expect(scene.starts(name), name).toBe(pointOf(at) === 'agent begun' ? 2 : 1);
    });
  });

  test('with each run killed once, and work twice: none is lost, none runs twice', async () => {
    await using scene = openWorkScene();
    const plan = join(scene.root, 'plan');
    mkdirSync(plan);
    const env = killerVariables(killer ?? '', { root: scene.root, log: '', hit: undefined, plan });
    await scene.enqueue('first');
    planHit(plan, 'first', { at: 0, how: 'before' });
    expect((await scene.work(ARGS, { env }).ended).code).toBe(0);
    const steps = stepsIn(join(plan, 'first.log')).filter(({ place }) => OF_RUN.test(place));
    const points: readonly Point[] = ['run begun', 'run signalled', 'run ended'];
    const [byAgent, byStep] = [NAMES.slice(0, points.length), NAMES.slice(points.length)];
    const hits = new Map(spread(hitsOf(steps), byStep.length).map((hit, at) => [byStep[at], hit]));
    for (const [name, hit] of hits) planHit(plan, name ?? '', hit);
    byAgent.forEach((name, at) => {
      scene.killAt(name, points[at] ?? 'run begun');
    });
    for (const name of NAMES) await scene.enqueue(name);
    scene.killAt('s7', 'work begun');
    scene.killAt('s14', 'work signalled');
    const said: string[] = [];
    for (const isKilled of [true, true, false]) {
      const { signal, stdout } = await scene.work(ARGS, { env }).ended;
      said.push(stdout);
      expect(signal, said.join('\n')).toBe(isKilled ? 'SIGKILL' : null);
    }
    await scene.expectAllDone(NAMES, said.join('\n'));
    for (const name of NAMES) {
      expect(scene.starts(name), `${name}\n${said.join('\n')}`).toBe(name === NAMES[0] ? 2 : 1);
      const last = stepsIn(join(plan, `${name}.log`))
        .slice(-3)
        .map(patternOf);
      if (hits.has(name)) expect(last).toContain(hits.get(name)?.step);
    }
  });
});

/** Each kind of step once: before it, in the middle of a write that counts, and after a spawn. */
function hitsOf(steps: readonly Step[]): readonly Hit[] {
  const kinds = new Map(steps.map((step) => [patternOf(step), step]));
  return [...kinds].flatMap(([step, { call, place }]): readonly Hit[] => {
    const isTemporary = place.endsWith('.tmp');
    // Of a folder that is there, a file that is synced and one that has no name yet, nobody can tell.
    if (call === 'mkdir' || call === 'sync' || (call !== 'create' && isTemporary)) return [];
    const half = call === 'write' ? ['half' as const] : [];
    const after = call === 'spawn' ? ['after' as const] : [];
    return ['before' as const, ...half, ...after].map((how) => ({ at: 1, how, step }));
  });
}

/** The same step of another session, process or day. */
function patternOf({ call, place }: Step): string {
  const plain = place
    .replace(/[\da-f]{16}/g, '?'.repeat(16))
    .replace(/\b\d+$/, '?')
    .replace(/<[^>]*>|~|\d{4}-\d\d-\d\d/g, '*');
  return `${call} *${plain}`.replace(/\*+/g, '*');
}

/** So many of them, from the first to the last one. */
function spread<T>(all: readonly T[], count: number): readonly T[] {
  const at = (n: number): number => Math.round((n * (all.length - 1)) / (count - 1));
  return Array.from({ length: count }, (_, n) => all[at(n)]).flatMap((one) =>
    one === undefined ? [] : [one],
  );
}

/** A life of `work`, which ends by itself or at the hit; whether it was hit. */
async function live(scene: WorkScene, log: string, hit?: Hit): Promise<boolean> {
  const env = killerVariables(killer ?? '', { root: scene.stateDir, log, hit });
  const { code, signal, stdout, stderr } = await scene.work(ARGS, { env }).ended;
  expect([0, null], stdout + stderr).toContain(code);
  return signal === 'SIGKILL';
}
