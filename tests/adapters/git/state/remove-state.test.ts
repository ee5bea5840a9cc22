import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { removeState } from '../../../../src/adapters/git/state/remove-state.ts';
import { NEVER } from '../../../../src/app/ports/repository.ts';
import { git } from '../../../support/repository.ts';
import { STATE_REF, type StateMachine, stateScene } from '../../../support/state-scene.ts';

const removal = ({ place }: StateMachine, isDry = false) => removeState(place, { ...NEVER, isDry });
const remove = async (machine: StateMachine, isDry = false) =>
  (await removal(machine, isDry))?.cleaned;

test('the state of a session is removed from the remote and from here, and a reopened session is pushed again', async () => {
  const { a, b, at } = stateScene();
  expect(await remove(b)).toBeUndefined();
  const pushed = await a.pushed();
  expect(await remove(a, true)).toMatchObject({ ref: STATE_REF, isRemoved: true });
  expect(at()).toBe(pushed);
  expect(await remove(a)).toEqual({ ref: STATE_REF, isRemoved: true, why: null });
  expect(at()).toBeUndefined();
  expect(git(a.clone, 'for-each-ref', STATE_REF)).toBe('');
  expect(existsSync(join(a.place.ownDir, 'state.json'))).toBe(false);
  expect(await remove(a)).toBeUndefined();
  const again = await a.pushed(2);
  expect(at()).toBe(again);
  expect((await b.take()).kind).toBe('taken');
});

test('a state that another machine has pushed since stays, and so does one behind a remote that refuses', async () => {
  const { a, b, at, hook } = stateScene();
  await a.pushed();
  hook('pre-receive', 'echo no removal >&2; exit 1');
  expect(await removal(a)).toMatchObject({
    cleaned: { isRemoved: false, why: expect.stringContaining('no removal') as string },
    isRefused: true,
  });
  hook('pre-receive', 'exit 0');
  await b.take();
  const there = at();
  const why = 'it is none that this machine pushed last';
  const cleaned = { ref: STATE_REF, isRemoved: false, why };
  // The states of other sessions can still be removed.
  expect(await removal(a)).toEqual({ cleaned, isRefused: false });
  expect(at()).toBe(there);
});

test('a removal that was killed after its push is completed by the next one', async () => {
  const { a, at, remote } = stateScene();
  await a.pushed();
  git(remote, 'update-ref', '-d', STATE_REF);
  expect(await remove(a)).toMatchObject({ isRemoved: true });
  expect(existsSync(join(a.place.ownDir, 'state.json'))).toBe(false);
  // Where the note alone was lost, the ref tells.
  await a.pushed(2);
  rmSync(join(a.place.ownDir, 'state.json'));
  expect(await remove(a)).toMatchObject({ isRemoved: true });
  expect([at(), git(a.clone, 'for-each-ref', STATE_REF)]).toEqual([undefined, '']);
});
