import {
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openBox } from '../../../src/adapters/notify/telegram-box.ts';
import { temporaryFolder } from '../../support/session.ts';

const TOKEN = '4711:secret-of-the-bot';

describe('the box of a bot', () => {
  test('keeps updates until they are done with, in order, and how far they were read', () => {
    const folder = temporaryFolder();
    const box = openBox(folder, TOKEN);
    expect(box.next()).toBeUndefined();
    const updates = [10, 9, 100].map((id) => ({ id, raw: { update_id: id } }));
    box.store(updates, 101);
    box.store([], 102);
    const again = openBox(folder, TOKEN);
    expect(again.next()).toBe(102);
    expect(again.waiting().map(({ id }) => id)).toEqual([9, 10, 100]);
    again.done(10);
    again.done(10);
    expect(box.waiting().map(({ id }) => id)).toEqual([9, 100]);
  });

  test('forgets how far it read before the API numbers updates anew', () => {
    const box = openBox(temporaryFolder(), TOKEN);
    box.store([], 102);
    const old = Date.now() / 1000 - 6.5 * 24 * 3600;
    utimesSync(join(box.folder, 'next'), old, old);
    expect(box.next()).toBeUndefined();
    writeFileSync(join(box.folder, 'next'), 'garbage');
    expect(box.next()).toBeUndefined();
  });

  test('gives an update whose file is torn as nothing, so that it can be done with', () => {
    const box = openBox(temporaryFolder(), TOKEN);
    box.store([{ id: 1, raw: {} }], 2);
    writeFileSync(
      join(box.folder, 'updates', readdirSync(join(box.folder, 'updates'))[0] ?? ''),
      '{',
    );
    expect(box.waiting()).toEqual([{ id: 1, raw: undefined }]);
  });

  test('knows the sessions that are there, the one told of last first', () => {
    const folder = temporaryFolder();
    const box = openBox(folder, TOKEN);
    for (const name of ['a', 'b']) mkdirSync(join(folder, name));
    box.register({ config: undefined, name: 'a', path: join(folder, 'a') });
    box.register({ config: undefined, name: 'b', path: join(folder, 'b') });
    for (const file of readdirSync(join(box.folder, 'sessions'))) {
      const path = join(box.folder, 'sessions', file);
      const at = readFileSync(path, 'utf8').includes('"a"') ? 20 : 10;
      utimesSync(path, at, at);
    }
    expect(box.sessions().map(({ name }) => name)).toEqual(['a', 'b']);
    rmSync(join(folder, 'a'), { recursive: true });
    expect(box.sessions().map(({ name }) => name)).toEqual(['b']);
    writeFileSync(join(box.folder, 'sessions', `${'0'.repeat(16)}.json`), '{"v":1}');
    expect(box.sessions().map(({ name }) => name)).toEqual(['b']);
  });

  test('lets the same be told once an hour, and twenty things in all', () => {
    const box = openBox(temporaryFolder(), TOKEN);
    const tell = (what: string): boolean => {
      const may = box.mayTell(what);
      if (may) box.told(what);
      return may;
    };
    expect([tell('x'), tell('x')]).toEqual([true, false]);
    const more = [...Array(30).keys()].map((n) => tell(`y${n}`));
    expect(more.filter(Boolean)).toHaveLength(19);
    const told = join(box.folder, 'told');
    for (const name of readdirSync(told)) rmSync(join(told, name));
    writeFileSync(join(told, `${Date.now() - 3_700_000}-${'0'.repeat(16)}`), '');
    expect(tell('x')).toBe(true);
    expect(readdirSync(told)).toHaveLength(1);
  });

  test('holds no token, and is nobody else’s to read', () => {
    const box = openBox(temporaryFolder(), TOKEN);
    box.store([{ id: 1, raw: {} }], 2);
    expect(box.folder).not.toContain('secret');
    expect(statSync(box.folder).mode & 0o077).toBe(0);
    expect(statSync(join(box.folder, 'next')).mode & 0o077).toBe(0);
  });
});
