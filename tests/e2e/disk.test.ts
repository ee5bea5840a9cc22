import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openScene, program, type Ended, type Scene } from '../support/program.ts';
import { goTo, turn, type Turn } from '../support/program-agent.ts';

const BLOCKED = turn({ status: 'blocked', reason: 'enough' });

function investigating(...turns: readonly Turn[]): Scene {
  const scene = openScene({ phases: { investigation: turns } });
  scene.begin('investigation');
  return scene;
}

/** No file may grow over so many KB, for samocode and its agent: like a disk that is full. */
const limitedTo = (kilobytes: number): readonly string[] => [
  ...['bash', '-c', `ulimit -f ${kilobytes}; exec "$@"`, 'bash'],
];

function expectDiskTrouble(ended: Ended): void {
  expect(ended.code, ended.stdout + ended.stderr).toBe(74);
  // One line, one hint; no stack.
  expect(ended.stderr.trimEnd().split('\n')).toHaveLength(2);
  expect(ended.stderr).toMatch(/^samocode: .*\n {2}→ /);
}

describe('a disk that takes no more ends with 74, one line, and a state that is whole', () => {
  test('before the spawn: nothing is spawned, and nothing counts as lost', async () => {
    await using scene = investigating(BLOCKED);
    for (let tick = 0; tick < 3; tick += 1) {
      expectDiskTrouble(await scene.startRun([], { wrapper: limitedTo(4) }).ended);
    }
    expect(scene.spawns()).toEqual([]);
    const ended = await scene.run();
    expect(ended.code).toBe(4);
    expect(ended.stdout).not.toContain('lost');
    expect(scene.rows()).toMatchObject([{ status: 'blocked', reason: 'enough', iteration: 4 }]);
  });

  test('after the agent’s work: the next run records it and pays nothing twice', async () => {
    await using scene = investigating(goTo('investigation'), BLOCKED);
    const old =
      '{"timestamp":"2026-01-02 03:04:05","iteration":1,"phase":"investigation","status":"continue"}\n';
    writeFileSync(join(scene.folder(), '_signal_history.jsonl'), old.repeat(3000));
    expectDiskTrouble(await scene.startRun([], { wrapper: limitedTo(200) }).ended);
    expect(scene.spawns()).toHaveLength(1);
    expect((await scene.run()).code).toBe(4);
    expect(scene.spawns()).toHaveLength(2);
    expect(scene.rows().slice(3000)).toMatchObject([{ status: 'continue' }, { status: 'blocked' }]);
  });
});

test('a session folder that may not be written is 74; an unreadable one as well', async () => {
  await using scene = investigating(BLOCKED);
  for (const path of [scene.root, scene.home, scene.repo, join(program(), '../..')])
    chmodSync(path, 0o755);
  const folder = scene.folder();
  const env = { CLAUDE_PATH: '/bin/true' };
  const nobody = ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups'];
  const wrapper = process.getuid?.() === 0 ? nobody : [];
  for (const mode of [0o555, 0o000]) {
    chmodSync(folder, mode);
    const ended = await scene.startRun([], { env, wrapper }).ended;
    chmodSync(folder, 0o755);
    expect(ended.code, ended.stderr).toBe(74);
    expect(ended.stderr).toContain('EACCES');
  }
  mkdirSync(join(folder, '_logs'), { recursive: true });
  expect((await scene.run()).code).toBe(4);
});
