import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Queue, QueueClaim } from '../../../src/app/ports/queue/queue.ts';
import type { QueueTask } from '../../../src/domain/queue/queued.ts';

/** A machine with one queue. */
export interface QueueMachine {
  /** The queue as the process with this pid has it. */
  readonly queueOf: (pid: number) => Queue;
  /** The process is gone. */
  readonly kill: (pid: number) => void;
  /** A run of a session begins in a process of its own. */
  readonly run: (pid: number, run: Pick<QueueTask, 'config' | 'session' | 'holds'>) => void;
}

const NOON = Date.parse('2026-11-29T12:00:00Z');
const HOUR = 3_600_000;

export function task(session: string, more: Partial<QueueTask> = {}): QueueTask {
  return { config: '/shop/.samocode', session, priority: 5, holds: [], ...more };
}

/** What each adapter of the port promises. */
export function queueContract(
  name: string,
  open: () => QueueMachine | Promise<QueueMachine>,
): void {
  describe(`the queue in ${name}`, () => {
    const filled = async (...tasks: readonly QueueTask[]) => {
      const machine = await open();
      const queue = machine.queueOf(1);
      for (const [at, one] of tasks.entries()) await queue.submit(one, NOON + at);
      return { ...machine, queue };
    };
    const drained = async (queue: Queue, now = NOON): Promise<readonly string[]> => {
      const names: string[] = [];
      for (;;) {
        const claim = await queue.claim(now, 1);
        if (claim === null) return names;
        names.push(claim.queued.session);
        await queue.settle(claim, { kind: 'ended' });
      }
    };
    const claimed = async (queue: Queue, now = NOON, slots = 1): Promise<QueueClaim> => {
      const claim = await queue.claim(now, slots);
      if (claim === null) throw new Error('nothing was claimed');
      return claim;
    };
    const states = async (queue: Queue, now = NOON) =>
      (await queue.list(now)).queued.map(({ session, state }) => [session, state.kind]);

    test('gives the highest priority first, then the one that came first', async () => {
      const { queue } = await filled(
        task('a'),
        task('b', { priority: 9 }),
        task('c'),
        task('d', { priority: 0 }),
        task('e', { priority: 9 }),
      );
      expect(await drained(queue)).toEqual(['b', 'e', 'a', 'c', 'd']);
    });

    test('puts a session before all others, the last one that was put there first', async () => {
      const { queue } = await filled(task('a'), task('b', { priority: 9 }), task('c'));
      const { queued } = await queue.list(NOON);
      for (const session of ['a', 'c']) {
        expect(await queue.first(queued.find((one) => one.session === session)?.id ?? '')).toBe(
          true,
        );
      }
      expect(await queue.first('nobody')).toBe(false);
      expect(await drained(queue)).toEqual(['c', 'a', 'b']);
    });

    test('refuses a session that is in line, and takes it once it has left', async () => {
      const { queue } = await filled(task('a', { text: 'old' }));
      const again = await queue.submit(task('a', { text: 'new', priority: 9 }), NOON);
      expect(again).toMatchObject({ kind: 'there', queued: { session: 'a', priority: 5 } });
      const elsewhere = await queue.submit(task('a', { config: '/bank/.samocode' }), NOON);
      expect(elsewhere.kind).toBe('queued');
      expect(await drained(queue)).toEqual(['a', 'a']);
      expect((await queue.submit(task('a'), NOON)).kind).toBe('queued');
    });

    test('keeps the text of a task until the session leaves', async () => {
      const { queue } = await filled(task('a', { text: 'Add a login\nform — ü\n' }), task('b'));
      const claim = await claimed(queue);
      const path = claim.queued.taskPath ?? '';
      expect(readFileSync(path, 'utf8')).toBe('Add a login\nform — ü\n');
      await queue.settle(claim, { kind: 'waits', until: null, why: 'answers' });
      expect(existsSync(path)).toBe(true);
      await queue.remove(claim.queued.id);
      expect(existsSync(path)).toBe(false);
      expect((await claimed(queue)).queued.taskPath).toBeUndefined();
    });

    test('gives no session before its time', async () => {
      const { queue } = await filled(task('a', { priority: 9, notBefore: NOON + HOUR }), task('b'));
      expect(await drained(queue)).toEqual(['b']);
      expect(await states(queue)).toEqual([['a', 'queued']]);
      expect(await drained(queue, NOON + HOUR)).toEqual(['a']);
    });

    test('gives no more sessions than there are slots, and a slot back with its claim', async () => {
      const { queue, queueOf } = await filled(task('a'), task('b'), task('c'), task('d'));
      const first = await claimed(queue, NOON, 2);
      const second = await claimed(queueOf(2), NOON, 2);
      expect(await queue.claim(NOON, 2)).toBeNull();
      const { slots } = await queue.list(NOON);
      expect(slots.map(({ session, pid }) => [session, pid])).toEqual([
        ['a', 1],
        ['b', 2],
      ]);
      expect(await queue.settle(first, { kind: 'again' })).toBe(true);
      expect((await claimed(queue, NOON, 2)).queued.session).toBe('a');
      expect(await queue.settle(second, { kind: 'ended' })).toBe(true);
      expect((await claimed(queue, NOON, 2)).queued.session).toBe('c');
      expect((await claimed(queue, NOON, 3)).queued.session).toBe('d');
    });

    test('a session that waits has no slot, and is in line again when its time is over', async () => {
      const { queue } = await filled(task('a'), task('b'));
      const wait = { kind: 'waits', until: NOON + HOUR, why: 'usage limit' } as const;
      await queue.settle(await claimed(queue), wait);
      expect((await queue.list(NOON)).queued[1]).toMatchObject({ session: 'a', state: wait });
      expect(await drained(queue)).toEqual(['b']);
      expect(await states(queue, NOON + HOUR)).toEqual([['a', 'queued']]);
      expect(await drained(queue, NOON + HOUR)).toEqual(['a']);
    });

    test('a session that waits for a person is in line again when one has acted', async () => {
      const { queue } = await filled(task('a'));
      const claim = await claimed(queue);
      await queue.settle(claim, { kind: 'waits', until: null, why: 'approval' });
      expect(await drained(queue, NOON + 1000 * HOUR)).toEqual([]);
      expect(await queue.wake(claim.queued.id)).toBe(true);
      expect(await queue.wake('nobody')).toBe(false);
      expect(await drained(queue)).toEqual(['a']);
    });

    test('an act starts no session before the time that its person gave', async () => {
      const { queue } = await filled(task('a', { notBefore: NOON + HOUR }));
      const [a] = (await queue.list(NOON)).queued;
      expect(await queue.wake(a?.id ?? '')).toBe(true);
      expect(await drained(queue)).toEqual([]);
      expect(await drained(queue, NOON + HOUR)).toEqual(['a']);
    });

    test('a session of which a person acted during its run neither waits nor leaves after it', async () => {
      const { queue } = await filled(task('a'));
      const first = await claimed(queue);
      await queue.wake(first.queued.id);
      await queue.settle(first, { kind: 'waits', until: null, why: 'approval' });
      const second = await claimed(queue);
      await queue.settle(second, { kind: 'waits', until: null, why: 'approval' });
      expect(await states(queue)).toEqual([['a', 'waits']]);
      await queue.wake(first.queued.id);
      const third = await claimed(queue);
      await queue.wake(first.queued.id);
      await queue.settle(third, { kind: 'ended' });
      expect(await drained(queue)).toEqual(['a']);
    });

    test('an act counts also where the process of the claim dies before or after it', async () => {
      const { queue, queueOf, kill } = await filled(task('a'));
      const { queued } = await claimed(queueOf(2));
      kill(2);
      await queue.wake(queued.id);
      await claimed(queueOf(3));
      kill(3);
      await queue.settle(await claimed(queue), { kind: 'ended' });
      expect(await states(queue)).toEqual([['a', 'queued']]);
      expect(await drained(queue)).toEqual(['a']);
    });

    test('a session that is delayed stays in line, until a person acts on it', async () => {
      const { queue } = await filled(task('a', { priority: 9 }), task('b'), task('c'));
      const isDelayed = ({ session }: { readonly session: string }): boolean => session !== 'b';
      const given = async () => {
        const claim = await queue.claim(NOON, 1, isDelayed);
        if (claim === null) return undefined;
        await queue.settle(claim, { kind: 'again' });
        return claim.queued.session;
      };
      expect(await given()).toBe('b');
      const { queued } = await queue.list(NOON);
      await queue.remove(queued.find(({ session }) => session === 'b')?.id ?? '');
      expect(await given()).toBeUndefined();
      expect(await states(queue)).toEqual([
        ['a', 'queued'],
        ['c', 'queued'],
      ]);
      await queue.wake(queued.find(({ session }) => session === 'c')?.id ?? '');
      expect((await queue.list(NOON)).queued[1]).toMatchObject({ session: 'c', isActed: true });
      expect(await given()).toBe('c');
      // That run has heard of the act.
      expect(await given()).toBeUndefined();
      expect(await drained(queue)).toEqual(['a', 'c']);
    });

    test('an act during a run lets a delayed session run once more', async () => {
      const { queue } = await filled(task('a'));
      const claim = await claimed(queue);
      await queue.wake(claim.queued.id);
      await queue.settle(claim, { kind: 'waits', until: null, why: 'limit' });
      const again = await queue.claim(NOON, 1, () => true);
      expect(again?.queued.session).toBe('a');
    });

    test('a claim ends with its settlement, and when its session is taken out', async () => {
      const { queue } = await filled(task('a'), task('b'));
      const settled = await claimed(queue);
      expect(await queue.beat(settled)).toBe(true);
      await queue.settle(settled, { kind: 'again' });
      expect(await queue.beat(settled)).toBe(false);
      const removed = await claimed(queue);
      expect(await queue.settle(settled, { kind: 'ended' })).toBe(false);
      expect(await queue.remove(removed.queued.id)).toBe(true);
      expect(await queue.remove(removed.queued.id)).toBe(false);
      expect(await queue.beat(removed)).toBe(false);
      expect(await queue.settle(removed, { kind: 'again' })).toBe(false);
      expect(await drained(queue)).toEqual(['b']);
    });

    test('the session of a process that died is in line at once, and its slot is free', async () => {
      const { queue, queueOf, kill } = await filled(task('a'), task('b'));
      const lost = await claimed(queueOf(2));
      kill(2);
      expect(await states(queue)).toEqual([
        ['a', 'queued'],
        ['b', 'queued'],
      ]);
      expect((await queue.list(NOON)).slots).toEqual([]);
      expect((await queue.sweep(NOON)).map(({ session }) => session)).toEqual(['a']);
      expect(await queue.sweep(NOON)).toEqual([]);
      expect((await claimed(queue)).queued.session).toBe('a');
      expect(await queue.beat(lost)).toBe(false);

      await claimed(queueOf(3), NOON, 2);
      kill(3);
      expect((await claimed(queue, NOON, 2)).queued.session).toBe('b');
    });

    test('runs by hand take slots, and a session that is run by hand is not given', async () => {
      const { queue, run, kill } = await filled(task('a'), task('b'));
      run(7, task('a'));
      run(8, task('other'));
      expect(await queue.claim(NOON, 2)).toBeNull();
      expect((await claimed(queue, NOON, 3)).queued.session).toBe('b');
      expect((await queue.list(NOON)).slots).toHaveLength(3);
      kill(7);
      expect((await claimed(queue, NOON, 3)).queued.session).toBe('a');
    });

    test('a run has the slot of its claim, and keeps it when the claiming process dies', async () => {
      const { queue, queueOf, run, kill } = await filled(task('a'), task('b'));
      await claimed(queueOf(2));
      run(7, task('a'));
      expect((await queue.list(NOON)).slots.map(({ pid }) => pid)).toEqual([7]);
      kill(2);
      await queue.sweep(NOON);
      expect(await queue.claim(NOON, 1)).toBeNull();
      expect(await states(queue)).toEqual([
        ['a', 'running'],
        ['b', 'queued'],
      ]);
      kill(7);
      expect((await claimed(queue)).queued.session).toBe('a');
    });

    test('two sessions with one worktree or branch never run at once', async () => {
      const holds = (path: string) => ({ holds: [`worktree ${path}`] });
      const { queue, run, kill } = await filled(
        task('a', holds('/w/a')),
        task('twin', { config: '/other/.samocode', ...holds('/w/a') }),
        task('c', holds('/w/c')),
      );
      run(7, task('by-hand', holds('/w/c')));
      const first = await claimed(queue, NOON, 9);
      expect(await queue.claim(NOON, 9)).toBeNull();
      const heldBy = async () =>
        (await queue.list(NOON)).queued.map(({ session, state }) =>
          state.kind === 'queued' ? [session, state.heldBy] : [session],
        );
      expect(await heldBy()).toEqual([['a'], ['twin', 'a'], ['c', 'by-hand']]);
      await queue.settle(first, { kind: 'ended' });
      kill(7);
      expect(await drained(queue)).toEqual(['twin', 'c']);
    });

    test('many claims at once give each session once, and never more than the slots', async () => {
      const names = Array.from({ length: 12 }, (_, n) => `s${n}`);
      const { queueOf } = await filled(...names.map((one) => task(one)));
      const claims = await Promise.all(names.map((_, n) => queueOf(n + 1).claim(NOON, 5)));
      const given = claims.flatMap((claim) => (claim === null ? [] : [claim.queued.session]));
      expect([...given].sort()).toEqual(['s0', 's1', 's2', 's3', 's4']);
    });
  });
}
