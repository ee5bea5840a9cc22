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
  test('keeps how far the updates were read', () => {
    const folder = temporaryFolder();
    const box = openBox(folder, TOKEN);
    expect(box.next()).toBeUndefined();
    box.advance(101);
    box.advance(102);
    expect(openBox(folder, TOKEN).next()).toBe(102);
  });

  test('forgets how far it read before the API numbers updates anew', () => {
    const box = openBox(temporaryFolder(), TOKEN);
    box.advance(102);
    const old = Date.now() / 1000 - 6.5 * 24 * 3600;
    utimesSync(join(box.folder, 'next'), old, old);
    expect(box.next()).toBeUndefined();
    writeFileSync(join(box.folder, 'next'), 'garbage');
    expect(box.next()).toBeUndefined();
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
    box.advance(2);
    expect(box.folder).not.toContain('secret');
    expect(statSync(box.folder).mode & 0o077).toBe(0);
    expect(statSync(join(box.folder, 'next')).mode & 0o077).toBe(0);
  });
});
