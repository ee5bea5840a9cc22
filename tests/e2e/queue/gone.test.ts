import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openQueue } from '../../../src/cli/compose/queue/queue.ts';
import { program, until } from '../../support/program.ts';
import { type Turn, turn } from '../../support/program-agent.ts';
import { openQueueScene } from '../../support/queue-scene.ts';

const BLOCKED = turn({ status: 'blocked', reason: 'no key', needs: 'human_decision' });

/** A task in line, for a session that is not there yet. */
async function taskScene(...spawns: readonly Turn[]) {
  const scene = openQueueScene();
  scene.script({ spawns });
  const file = join(scene.root, 'task.md');
  writeFileSync(file, 'Do it\n');
  await scene.exec(['queue', 'add', 'it', '--config', scene.config, '--task-file', file]);
  const away = join(scene.root, 'away');
  const folder = (): string => join(scene.sessions, readdirSync(scene.sessions)[0] ?? 'none');
  let began = '';
  return Object.assign(scene, {
    /** Moves the folder of the session away, as a disk that is not mounted; returns its path. */
    moveAway: (): string => {
      began = folder();
      renameSync(began, away);
      return began;
    },
    moveBack: (): void => {
      renameSync(away, began);
    },
    /** The session waits for a time, which is over. */
    endTimedWait: async (): Promise<void> => {
      const queue = openQueue(scene.stateDir);
      const [{ id } = { id: '' }] = (await scene.list()).queued;
      await queue.wake(id);
      const claim = await queue.claim(Date.now(), 9);
      if (claim === null) throw new Error('nothing was claimed');
      const wait = { kind: 'waits', until: Date.now() - 1, why: 'a limit' } as const;
      await queue.settle(claim, wait);
    },
  });
}

test('a task whose session is gone when the time of its wait is over waits for a person, and begins anew by hand', async () => {
  await using scene = await taskScene(BLOCKED, BLOCKED);
  await scene.finish();
  await scene.endTimedWait();
  const folder = scene.moveAway();
  expect(await scene.finish()).toContain(`has begun in ${folder}, and that folder is gone`);
  expect(await scene.stateOf('it')).toMatchObject({ kind: 'waits', until: null });
  // A restart knows it, too.
  expect(await scene.finish()).not.toContain('it starts');
  expect([readdirSync(scene.sessions), scene.spawns().length]).toEqual([[], 1]);
  const { stdout } = await scene.exec(['queue']);
  const command = /to begin its task anew: (task=.*)$/m.exec(stdout)?.[1] ?? '';
  expect(command).toContain(`queue add it --config ${scene.config}`);
  const samocode = `samocode() { "${process.execPath}" "${program()}" "$@"; }`;
  execFileSync('/bin/sh', ['-c', `${samocode}; ${command}`], { env: scene.env, cwd: '/' });
  await scene.finish();
  expect([existsSync(folder), scene.spawns().length]).toEqual([true, 2]);
}, 90_000);

test('a task whose session is gone when its run is killed goes on once the folder is back', async () => {
  await using scene = await taskScene([{ touch: 'here' }, { wait: 'go' }], BLOCKED);
  const work = scene.work(['--until-empty']);
  await until(() => existsSync(join(scene.agent, 'here')), 'the agent');
  const folder = scene.moveAway();
  const [run] = (await scene.list()).slots;
  process.kill(run?.pid ?? 0, 'SIGKILL');
  const { stdout, code } = await work.ended;
  expect(code, stdout).toBe(0);
  expect(stdout).toContain(`has begun in ${folder}, and that folder is gone`);
  expect(existsSync(folder)).toBe(false);
  scene.moveBack();
  expect(await scene.finish()).toContain('it: blocked');
  expect(scene.spawns()).toHaveLength(2);
}, 90_000);
