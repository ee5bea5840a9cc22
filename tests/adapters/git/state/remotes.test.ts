import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { git } from '../../../support/repository.ts';
import {
  entriesOf,
  STATE_REF,
  type StateMachine,
  stateScene,
} from '../../../support/state-scene.ts';

test('states are read from where they are pushed to', async () => {
  const { a, b, at, root } = stateScene();
  const states = join(root, 'states.git');
  git(root, 'init', '-q', '--bare', states);
  for (const { clone } of [a, b]) git(clone, 'config', 'remote.origin.pushurl', states);
  const first = await a.pushed();
  expect(at()).toBeUndefined();
  expect(git(states, 'rev-parse', STATE_REF)).toBe(first);
  expect(await a.push(2)).toMatchObject({ kind: 'pushed' });
  expect((await b.take()).kind).toBe('taken');
  expect((await a.push(3)).kind).toBe('lost');
  expect(entriesOf(b.tree)).toEqual(entriesOf(a.tree));
});

describe('a partial clone', () => {
  /** Replaces the clone of a machine. */
  const clonePartly = ({ clone }: StateMachine, remote: string): void => {
    git(remote, 'config', 'uploadpack.allowFilter', 'true');
    git(remote, 'config', 'uploadpack.allowAnySHA1InWant', 'true');
    rmSync(clone, { recursive: true });
    const args = ['-c', 'protocol.file.allow=always', 'clone', '-q', '--no-checkout'];
    git(join(clone, '..'), ...args, '--filter=blob:none', `file://${remote}`, clone);
  };

  test('takes a session with all of its files, and pushes it', async () => {
    const { a, b, machine, remote } = stateScene();
    a.write('src/one.ts', 'changed\n');
    a.write('new', 'new\n');
    await a.pushed();
    clonePartly(b, remote);
    expect((await b.take()).kind).toBe('taken');
    expect(entriesOf(b.tree)).toEqual(entriesOf(a.tree));
    b.write('of-b', 'b\n');
    expect((await b.push(2)).kind).toBe('pushed');
    const c = machine('c');
    expect((await c.take()).kind).toBe('taken');
    expect(entriesOf(c.tree)).toEqual(entriesOf(b.tree));
  });

  test('takes it from another remote than the one that it was cloned from', async () => {
    const { a, b, root, remote } = stateScene();
    const states = join(root, 'states.git');
    git(root, 'init', '-q', '--bare', states);
    a.write('src/one.ts', 'changed\n');
    await a.with({ remote: states }).pushed();
    clonePartly(b, remote);
    const there = b.with({ remote: states });
    expect((await there.take()).kind).toBe('taken');
    expect(entriesOf(b.tree)).toEqual(entriesOf(a.tree));
    expect((await there.push(2)).kind).toBe('pushed');
  });
});
