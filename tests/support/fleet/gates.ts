import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { expect } from 'vitest';
import { type Script, WHOLE } from '../program-agent.ts';
import { type FleetScene, fleetScene, type Machine, PATIENCE_MS } from './machines.ts';

/** A session that machine a works on, until it says that it waits. */
export async function begun(script: Script = WHOLE, inScene?: FleetScene) {
  const scene = inScene ?? (await fleetScene());
  const [a, b] = [scene.machine('a'), scene.machine('b')];
  scene.script(script);
  const task = join(scene.root, 'task.md');
  writeFileSync(task, 'Do it\n');
  await a.exec('queue', 'add', 'it', '--config', scene.config, '--task-file', task);
  return { scene, a, b, work: a.work() };
}

/** A command about the session; the project is found by its settings file. */
export async function act({ config }: FleetScene, machine: Machine, ...words: readonly string[]) {
  const [command = '', ...more] = words;
  return await machine.exec(command, '--config', config, '--session', 'it', ...more);
}

export const statuses = (machine: Machine): readonly unknown[] =>
  machine.rows('it').map(({ status }) => status);
export const count = (machine: Machine, status: string): number =>
  statuses(machine).filter((one) => one === status).length;

/** All that the fleet knows of its sessions, in few words; not when a machine was last seen. */
const KNOWN = ['session', 'place', 'act']
  .map((table) => `select '${table}' as name, array_agg(xmin::text) as rows from samocode.${table}`)
  .join(' union all ');

/** For what has changed elsewhere, such as the job of a place. */
const ASK_AGAIN_MS = 2_000;

/** Asks another machine, again after each change in the fleet, until its answer has the words. */
export async function sees(scene: FleetScene, machine: Machine, words: string): Promise<void> {
  const known = async () => JSON.stringify(await scene.sql(KNOWN));
  for (const end = performance.now() + PATIENCE_MS; performance.now() < end;) {
    const before = await known();
    if ((await act(scene, machine, 'why')).stdout.includes(words)) return;
    const again = performance.now() + ASK_AGAIN_MS;
    while ((await known()) === before && performance.now() < again) await pause(50);
  }
  throw new Error(`why never said ${words}`);
}

/** The same at the gate of its plan. */
export async function planned(script: Script = WHOLE) {
  const begin = await begun(script);
  const { scene, a, b } = begin;
  await sees(scene, b, 'your answers');
  expect((await act(scene, b, 'answer', '--accept-suggestions')).code).toBe(0);
  await sees(scene, b, 'your approval');
  expect(count(a, 'waiting')).toBe(2);
  return begin;
}

export const isHere = (machine: Machine): boolean => readdirSync(machine.sessions).length > 0;
