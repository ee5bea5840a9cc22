import {
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openBotState } from '../../../../src/adapters/notify/telegram/bot-state.ts';
import { temporaryFolder } from '../../../support/session.ts';

const TOKEN = '4711:secret-of-the-bot';

describe('the box of a bot', () => {
  test('keeps the position in the updates', () => {
    const folder = temporaryFolder();
    const bot = openBotState(folder, TOKEN);
    expect(bot.next()).toBeUndefined();
    bot.advance(101);
    bot.advance(102);
    expect(openBotState(folder, TOKEN).next()).toBe(102);
  });

  test('forgets its position before the API restarts the numbers of updates', () => {
    const bot = openBotState(temporaryFolder(), TOKEN);
    bot.advance(102);
    const old = Date.now() / 1000 - 6.5 * 24 * 3600;
    utimesSync(join(bot.folder, 'next'), old, old);
    expect(bot.next()).toBeUndefined();
    writeFileSync(join(bot.folder, 'next'), 'garbage');
    expect(bot.next()).toBeUndefined();
  });

  test('lists the existing sessions, the one with the latest notice first', () => {
    const folder = temporaryFolder();
    const bot = openBotState(folder, TOKEN);
    for (const name of ['a', 'b']) mkdirSync(join(folder, name));
    bot.register({ config: undefined, topic: undefined, name: 'a', path: join(folder, 'a') });
    bot.register({ config: undefined, topic: undefined, name: 'b', path: join(folder, 'b') });
    for (const file of readdirSync(join(bot.folder, 'sessions'))) {
      const path = join(bot.folder, 'sessions', file);
      const at = readFileSync(path, 'utf8').includes('"a"') ? 20 : 10;
      utimesSync(path, at, at);
    }
    expect(bot.sessions().map(({ name }) => name)).toEqual(['a', 'b']);
    writeFileSync(join(bot.folder, 'sessions', `${'0'.repeat(16)}.json`), '{"v":1}');
    expect(bot.sessions().map(({ name }) => name)).toEqual(['a', 'b']);
  });

  test('knows a session again whose disk was away', () => {
    const folder = temporaryFolder();
    const bot = openBotState(folder, TOKEN);
    mkdirSync(join(folder, 'a'));
    bot.register({ config: undefined, topic: undefined, name: 'a', path: join(folder, 'a') });
    renameSync(join(folder, 'a'), join(folder, 'away'));
    expect(bot.sessions()).toEqual([]);
    renameSync(join(folder, 'away'), join(folder, 'a'));
    expect(bot.sessions().map(({ name }) => name)).toEqual(['a']);
  });

  test('allows the same notice once an hour, and twenty notices in all', () => {
    const bot = openBotState(temporaryFolder(), TOKEN);
    const tell = (what: string): boolean => {
      const may = bot.mayTell(what);
      if (may) bot.told(what);
      return may;
    };
    expect([tell('x'), tell('x')]).toEqual([true, false]);
    const more = [...Array(30).keys()].map((n) => tell(`y${n}`));
    expect(more.filter(Boolean)).toHaveLength(19);
    const told = join(bot.folder, 'told');
    for (const name of readdirSync(told)) rmSync(join(told, name));
    writeFileSync(join(told, `${Date.now() - 3_700_000}-${'0'.repeat(16)}`), '');
    expect(tell('x')).toBe(true);
    expect(readdirSync(told)).toHaveLength(1);
  });

  test('has no token, and only its owner can read it', () => {
    const bot = openBotState(temporaryFolder(), TOKEN);
    bot.advance(2);
    expect(bot.folder).not.toContain('secret');
    expect(statSync(bot.folder).mode & 0o077).toBe(0);
    expect(statSync(join(bot.folder, 'next')).mode & 0o077).toBe(0);
  });
});
