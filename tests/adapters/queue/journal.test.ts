import { mkdirSync, readdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { openQueueJournal } from '../../../src/adapters/queue/queue-journal.ts';
import { openQueue } from '../../../src/cli/compose/queue/queue.ts';
import { type QueueRecord, readQueue, recordsOf } from '../../../src/domain/queue/queue-state.ts';
import { UserError } from '../../../src/domain/text/user-error.ts';
import { temporaryFolder } from '../../support/session.ts';
import { task } from './contract.ts';

const JOURNAL = 'queue/journal.jsonl';

describe('a journal', () => {
  test('cut off at any byte has all whole lines, and takes the next change', () => {
    const add = (id: string): QueueRecord => {
      return { op: 'add', id, ...task('ü'), addedAt: 1 };
    };
    const folder = temporaryFolder();
    const journal = openQueueJournal(folder);
    journal.make();
    journal.write([add('a'), { op: 'waits', id: 'a', until: 99, why: 'limit' }]);
    journal.write([add('b')]);
    const path = join(folder, 'journal.jsonl');
    const whole = readFileSync(path);
    for (let bytes = 0; bytes <= whole.length; bytes += 1) {
      writeFileSync(path, whole.subarray(0, bytes));
      const lines = whole.subarray(0, bytes).toString('latin1').split('\n').slice(0, -1);
      const known = ['a', 'b'].slice(0, [0, 1, 1, 2][lines.length]);
      expect([...journal.read().keys()], `${bytes} bytes`).toEqual(known);
      expect(journal.read().get('a')?.wait !== undefined).toBe(lines.length > 1);
      journal.write([add('next')]);
      expect([...journal.read().keys()], `${bytes} bytes`).toEqual([...known, 'next']);
      expect(readFileSync(path, 'latin1').split('\n').slice(0, -2)).toEqual(lines);
    }
  });

  test('passes over lines that are none of ours', async () => {
    const folder = temporaryFolder();
    await openQueue(folder).submit(task('a'), 1);
    const path = join(folder, JOURNAL);
    writeFileSync(
      path,
      Buffer.concat([Buffer.from('\0\0\n{"op":"fly"}\n[]\n'), readFileSync(path)]),
    );
    await openQueue(folder).submit(task('b'), 2);
    const { queued } = await openQueue(folder).list(3);
    expect(queued.map(({ session }) => session)).toEqual(['a', 'b']);
  });

  test.each([
    ['a time out of range', { notBefore: 1e300 }],
    ['a time that is text', { addedAt: 'noon' }],
    ['no list of what it holds', { holds: null }],
    ['something else than names in it', { holds: [7] }],
    ['a path that is none', { taskPath: 7 }],
  ])('passes over a session with %s', (_, damage) => {
    const [a, b] = ['a', 'b'].map((id) => ({ op: 'add', id, ...task(id), addedAt: 1 }));
    const damaged = JSON.stringify({ ...a, ...damage });
    const { state } = readQueue(
      `${damaged}\n${JSON.stringify(b)}\n{"op":"waits","id":"b","until":"x","why":""}\n`,
    );
    expect([...state.keys()]).toEqual(['b']);
    expect(state.get('b')?.wait).toBeUndefined();
  });

  test('is written anew before it grows, without the texts that a killed process left', async () => {
    const folder = temporaryFolder();
    const queue = openQueue(folder);
    await queue.submit(task('stays', { text: 'kept', priority: 0 }), 1);
    const litter = ['tasks/left', '.run/lock.1.tmp', 'journal.jsonl.1.tmp'];
    for (const name of litter) writeFileSync(join(folder, 'queue', name), 'of a killed process');
    let largest = 0;
    for (let n = 0; n < 120; n += 1) {
      const submitted = await queue.submit(task(`s${n}`), 2);
      await queue.remove(submitted.queued.id);
      largest = Math.max(largest, statSync(join(folder, JOURNAL)).size);
    }
    expect(largest).toBeLessThan(40_000);
    const { queued } = await queue.list(3);
    expect(queued.map(({ session }) => session)).toEqual(['stays']);
    expect(readFileSync(queued[0]?.taskPath ?? '', 'utf8')).toBe('kept');
    const names = readdirSync(join(folder, 'queue'), { recursive: true });
    expect(names.toSorted()).toEqual(
      ['.run', 'journal.jsonl', 'tasks', `tasks/${queued[0]?.id}`].toSorted(),
    );
  });

  test('that cannot be shortened takes each change all the same, and is shortened later', () => {
    // So deep that the system takes the journal's name, and not the longer one of a file next to it.
    const [root, LONGEST, DEEP] = [temporaryFolder(), 4095, 'deep'.repeat(20)];
    const fill = (path: string, length: number): string =>
      path.length >= length - 1
        ? path
        : fill(join(path, 'x'.repeat(Math.min(200, length - path.length - 1))), length);
    const inside = fill(join(root, DEEP), LONGEST - '/journal.jsonl'.length);
    mkdirSync(inside, { recursive: true });
    const write = (folder: string, records: readonly QueueRecord[]) => {
      const journal = openQueueJournal(folder);
      journal.read();
      journal.write(records);
      return journal.read();
    };
    write(inside, [{ op: 'add', id: 'a', ...task('a'), addedAt: 1 }]);
    for (let n = 0; n < 110; n += 1) write(inside, [{ op: 'wake', id: 'a' }]);
    expect(write(inside, [{ op: 'first', id: 'a' }]).get('a')?.front).toBe(111);
    renameSync(join(root, DEEP), join(root, 'd'));
    const higher = inside.replace(DEEP, 'd');
    for (const name of ['.run', 'tasks']) mkdirSync(join(higher, name));
    expect(write(higher, [{ op: 'wake', id: 'a' }]).size).toBe(1);
    expect(readFileSync(join(higher, 'journal.jsonl'), 'utf8').split('\n').length).toBeLessThan(5);
  });

  test('that cannot be written leaves nothing of a change', () => {
    const folder = temporaryFolder();
    const journal = openQueueJournal(join(folder, 'queue'));
    journal.make();
    mkdirSync(join(folder, JOURNAL));
    expect(() => {
      journal.write([{ op: 'left', id: 'a' }]);
    }).toThrow('is not a regular file');
    const read = () => journal.read();
    expect(read).toThrow(UserError);
    expect(read).toThrow('a directory');
  });
});

const ids = fc.constantFrom('a', 'b', 'c', 'd');
const records: fc.Arbitrary<QueueRecord> = fc.oneof(
  fc.record({
    op: fc.constant('add' as const),
    id: ids,
    config: fc.constantFrom('/x/.samocode', '/y/.samocode'),
    session: fc.string(),
    priority: fc.integer({ min: 0, max: 9 }),
    holds: fc.array(fc.string()),
    addedAt: fc.nat(),
  }),
  fc.record({
    ...{ op: fc.constant('claim' as const), id: ids, claim: ids, pid: fc.nat() },
    ...{ startTime: fc.string(), at: fc.nat() },
  }),
  fc.record({
    op: fc.constant('waits' as const),
    id: ids,
    ...{ until: fc.option(fc.nat()), why: fc.string() },
  }),
  fc.record({ op: fc.constantFrom('free', 'wake', 'first', 'left'), id: ids }),
);

const linesOf = (all: readonly QueueRecord[]) =>
  all.map((one) => `${JSON.stringify(one)}\n`).join('');

test('a journal read in two parts has the state of one that is read at once', () => {
  fc.assert(
    fc.property(fc.array(records, { maxLength: 40 }), fc.nat(40), (all, at) => {
      const first = readQueue(linesOf(all.slice(0, at)));
      const kept = structuredClone(first);
      expect(readQueue(linesOf(all.slice(at)), first)).toEqual(readQueue(linesOf(all)));
      expect(first).toEqual(kept);
    }),
  );
});

test('a queue knows the lines that another process appended, and a journal that it wrote anew', async () => {
  const folder = temporaryFolder();
  const [ours, theirs] = [openQueue(folder), openQueue(folder)];
  const names = async () => (await ours.list(0)).queued.map(({ session }) => session);
  await ours.submit(task('a'), 0);
  expect(await names()).toEqual(['a']);
  await theirs.submit(task('b'), 0);
  expect(await names()).toEqual(['a', 'b']);
  const journal = join(folder, JOURNAL);
  const [, b = ''] = readFileSync(journal, 'utf8').split('\n');
  writeFileSync(`${journal}.new`, `${b}\n`);
  renameSync(`${journal}.new`, journal);
  expect(await names()).toEqual(['b']);
});

test('the shortest journal of a state has the same state, and the same order', () => {
  fc.assert(
    fc.property(fc.array(records, { maxLength: 40 }), (all) => {
      const { state } = readQueue(linesOf(all));
      const short = recordsOf(state);
      const { state: again } = readQueue(linesOf(short));
      const plain = (of: typeof state) =>
        [...of.values()]
          .map(({ front, ...place }) => ({ ...place, isFront: front > 0, front }))
          .sort((a, b) => b.front - a.front)
          .map(({ front, ...place }) => place);
      expect(plain(again)).toEqual(plain(state));
      expect(short.length).toBeLessThanOrEqual(4 * state.size);
    }),
  );
});
