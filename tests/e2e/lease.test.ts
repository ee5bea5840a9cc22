import { readFileSync, renameSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
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

describe('a run in another container', () => {
  /** It was killed at its work; what it left says that another pid namespace saw it last. */
  async function killedElsewhere(scene: Scene, agoMs: number): Promise<void> {
    const running = scene.startRun();
    await appears(join(scene.agent, 'busy'));
    running.kill('SIGKILL');
    await running.ended;
    letGo(scene);
    const path = join(scene.folder(), '.run/lease.json');
    const lease = JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>;
    writeFileSync(path, JSON.stringify({ ...lease, host: 'one', pidNamespace: 'pid:[1]' }));
    beatAgo(scene, agoMs);
  }

  function beatAgo(scene: Scene, agoMs: number): void {
    const at = new Date(Date.now() - agoMs);
    utimesSync(join(scene.folder(), '.run/heartbeat'), at, at);
  }

  const MINUTE = 60_000;

  test('is taken over once its heartbeat is 10 minutes old, and people may act', async () => {
    await using scene = working();
    await killedElsewhere(scene, 181 * MINUTE);
    expect(await scene.status()).toMatchObject({ state: 'idle', holder: null });
    expect(await scene.command('resume')).toMatchObject({ code: 2 });
    expect((await scene.command('note', 'hello')).stdout).not.toContain('when the iteration');
    const next = await scene.run();
    expect(next.code).toBe(4);
    expect(`${next.stdout}${next.stderr}`).toMatch(
      /took the session over from a run on one \(another container or machine; last heartbeat 3 h/,
    );
    expect(scene.spawns()).toHaveLength(2);
  });

  test('holds the session before that: its age and a command are named, and nothing says that it lives', async () => {
    await using scene = working();
    await killedElsewhere(scene, 3 * MINUTE);
    const refused = await scene.run();
    expect(refused).toMatchObject({ code: 6 });
    const status = await scene.command('status');
    const why = await scene.command('why');
    const acted = await scene.command('resume');
    expect(acted.code).toBe(6);
    const command = `samocode --config ${scene.config} --session it --force`;
    for (const { stdout, stderr } of [refused, status, why, acted]) {
      const said = `${stdout}${stderr}`;
      expect(said).toMatch(/one .*last heartbeat 3 min/);
      expect(said).toContain(command);
      expect(said).not.toMatch(/lives|is running|pid \d/);
    }
    const { holder } = await scene.status();
    expect(holder).toMatchObject({ host: 'one', visible: false });
    const [, ...words] = command.split(' ');
    expect((await scene.exec(words)).code).toBe(4);
    expect(scene.spawns()).toHaveLength(2);
  });

  test('that took this one over ends it and its agent, and nothing more is written', async () => {
    await using scene = working();
    const running = scene.startRun();
    await appears(join(scene.agent, 'busy'));
    const path = join(scene.folder(), '.run/lease.json');
    const lease = JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>;
    const other = { ...lease, id: 'other', host: 'one', pidNamespace: 'pid:[1]' };
    const state = scene.read('.run/state.json');
    writeFileSync(`${path}.new`, JSON.stringify(other));
    renameSync(`${path}.new`, path);
    const ended = await running.ended;
    expect(ended).toMatchObject({ code: 6 });
    expect(ended.stderr).toContain('no longer holds its session');
    expect(scene.rows()).toEqual([]);
    expect(scene.read('.run/state.json')).toBe(state);
    expect(JSON.parse(readFileSync(path, 'utf8'))).toMatchObject({ id: 'other' });
    expect(scene.spawns()).toHaveLength(1);
  }, 30_000);
});
