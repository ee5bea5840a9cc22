import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { appears, openScene, type Scene } from '../support/program.ts';
import { turn } from '../support/program-agent.ts';

/** An agent that works until it is let go. */
function working(): Scene {
  const blocked = turn({ status: 'blocked', reason: 'enough' });
  const scene = openScene({
    phases: {
      investigation: [[{ begin: true }, { touch: 'busy' }, { wait: 'go' }, ...blocked.slice(1)]],
    },
  });
  scene.begin('investigation');
  return scene;
}

function letGo(scene: Scene): void {
  scene.script({ phases: { investigation: [turn({ status: 'blocked', reason: 'enough' })] } });
}

test('a second run exits 6 and names the holder; commands are refused while the agent works', async () => {
  await using scene = working();
  const running = scene.startRun();
  await appears(join(scene.agent, 'busy'));
  const second = await scene.run();
  expect(second.code).toBe(6);
  expect(second.stderr).toContain(`pid ${running.pid}`);
  for (const [name, ...args] of [
    ['approve'],
    ['reject', '--note', 'x'],
    ['resume'],
    ['answer', '--none'],
  ] as const) {
    const ended = await scene.command(name, ...args);
    expect(ended.code, name).toBe(6);
    expect(ended.stderr).toContain('at work');
  }
  expect(await scene.status()).toMatchObject({ state: 'running', holder: { pid: running.pid } });
  expect(scene.spawns()).toHaveLength(1);
  expect(scene.rows()).toEqual([]);
  running.kill('SIGTERM');
  expect((await running.ended).code).toBe(143);
});

test('of eight runs started at once one works and the others exit 6', async () => {
  await using scene = working();
  const runs = Array.from({ length: 8 }, () => scene.startRun());
  await appears(join(scene.agent, 'busy'));
  const others = new Set(runs);
  const codes: (number | null)[] = [];
  while (others.size > 1) {
    const [over, code] = await Promise.race(
      [...others].map(async (running) => [running, (await running.ended).code] as const),
    );
    others.delete(over);
    codes.push(code);
  }
  expect(codes).toEqual([6, 6, 6, 6, 6, 6, 6]);
  expect(scene.spawns()).toHaveLength(1);
  const [last] = others;
  last?.kill('SIGTERM');
  expect((await last?.ended)?.code).toBe(143);
}, 60_000);

test('the lease of a run that was killed is taken over, by one of many', async () => {
  await using scene = working();
  const first = scene.startRun();
  await appears(join(scene.agent, 'busy'));
  first.kill('SIGKILL');
  await first.ended;
  letGo(scene);
  const codes = await Promise.all(Array.from({ length: 4 }, async () => (await scene.run()).code));
  // One took it over and was blocked; whoever came later found that, or was told of the holder.
  expect(codes.filter((code) => code !== 4 && code !== 6)).toEqual([]);
  expect(codes).toContain(4);
  expect(scene.spawns()).toHaveLength(2);
  expect(scene.rows()).toHaveLength(1);
}, 60_000);

test('a run from another host is not taken over without --force', async () => {
  await using scene = working();
  const running = scene.startRun();
  await appears(join(scene.agent, 'busy'));
  const leasePath = join(scene.folder(), '.run/lease.json');
  const lease = JSON.parse(readFileSync(leasePath, 'utf8')) as Record<string, unknown>;
  running.kill('SIGTERM');
  await running.ended;
  letGo(scene);
  writeFileSync(
    leasePath,
    JSON.stringify({ ...lease, host: 'elsewhere', bootId: 'other', child: null }),
  );
  const refused = await scene.run();
  expect(refused.code).toBe(6);
  expect(refused.stderr).toContain('elsewhere');
  expect((await scene.run('--force')).code).toBe(4);
});
