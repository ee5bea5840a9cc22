import { describe, expect, test } from 'vitest';
import {
  addRun,
  isAtRest,
  newsFor,
  type NightBook,
  type NightEnd,
  nightSession,
} from '../../../../src/domain/queue/night/night.ts';
import { forgetTold } from '../../../../src/domain/queue/night/night-book.ts';
import type { QueuedNow } from '../../../../src/domain/queue/queued.ts';

const place = (id: string, state: QueuedNow['state']): QueuedNow => ({
  ...{ id, config: '/shop/.samocode', session: id, priority: 5, holds: [], addedAt: 0, state },
});
const waits = (end: NightEnd, until: number | null = null) =>
  nightSession(place('it', { kind: 'waits', until, why: 'why' }), end);

const NONE: NightBook = { runs: [], told: {} };
const ran = (id: string, isDone: boolean, book = NONE): NightBook =>
  addRun(book, { id, session: id, config: '/shop/.samocode', isDone });
const chat = { key: 'chat', configs: ['/shop/.samocode'] };
const forget = (...listeners: (typeof chat)[]) => ({
  ...{ listeners, inLine: ['/shop/.samocode', '/books/.samocode'], isShared: false },
});
const BLOCKED = [waits({ ending: 'blocked', rows: 3 })];

/** The book after the chat was told. */
function told(book: NightBook, sessions = BLOCKED): NightBook {
  const news = newsFor(book, chat, sessions);
  expect(news.isNew).toBe(true);
  return forgetTold({ ...book, told: { ...book.told, ...news.told } }, forget(chat));
}

describe('the news of a night', () => {
  test('there is none where all stands as it was told', () => {
    const after = told(ran('it', false));
    expect(after.runs).toEqual([]);
    expect(newsFor(after, chat, BLOCKED).isNew).toBe(false);
    // A run that found nothing to do changes nothing.
    const again = ran('it', false, after);
    expect(newsFor(again, chat, BLOCKED)).toMatchObject({
      isNew: false,
      told: { ['chat\n/shop/.samocode']: { upTo: 2 } },
    });
    // A person took the session out: nothing was done.
    expect(newsFor(after, chat, []).isNew).toBe(false);
  });

  test('there are some once a session has more rows, or another one is done', () => {
    const after = told(ran('it', false));
    const more = [waits({ ending: 'blocked', rows: 4 })];
    expect(newsFor(ran('it', false, after), chat, more)).toMatchObject({
      isNew: true,
      sessions: more,
    });
    const done = newsFor(ran('two', true, after), chat, BLOCKED);
    expect(done).toMatchObject({ isNew: true, done: [{ session: 'two' }] });
  });

  test('are kept for the one that was not told', () => {
    const other = { key: 'other', configs: chat.configs };
    const book = ran('it', true);
    const news = newsFor(book, chat, []);
    const half: NightBook = { ...book, told: news.told };
    const after = forgetTold(half, forget(chat, other));
    expect(newsFor(after, chat, []).isNew).toBe(false);
    expect(newsFor(after, other, [])).toMatchObject({ isNew: true, done: [{ session: 'it' }] });
  });

  test('of another project are none', () => {
    const book = ran('it', true);
    const other = { key: 'other', configs: ['/books/.samocode'] };
    expect(newsFor(book, other, BLOCKED)).toMatchObject({ isNew: false, sessions: [] });
    expect(forgetTold(book, forget()).runs).toEqual([]);
  });

  test('of a project that another machine tells of are kept for it, with the same chat and another one', () => {
    const books = { id: 'two', session: 'two', config: '/books/.samocode', isDone: true };
    const book = addRun(ran('it', true, addRun(NONE, books)), { ...books, id: 'three' });
    for (const key of ['chat', 'other']) {
      const news = newsFor(book, { key: 'chat', configs: chat.configs }, []);
      const marked = { ...book, told: { ...book.told, ...news.told } };
      const after = forgetTold(marked, { listeners: [chat], inLine: [], isShared: true });
      expect(after.runs).toMatchObject([{ id: 'two' }, { id: 'three' }]);
      const there = newsFor(after, { key, configs: [books.config] }, []);
      expect(there).toMatchObject({ isNew: true, done: [{ id: 'two' }, { id: 'three' }] });
    }
  });

  test('marks of others stay as long as their project has something in line', () => {
    const told = { ['other\n/books/.samocode']: { upTo: 1, waits: 'w' } };
    const of = (inLine: string[]) =>
      forgetTold({ runs: [], told }, { listeners: [chat], inLine, isShared: true }).told;
    expect(of(['/books/.samocode'])).toEqual(told);
    expect(of(['/shop/.samocode'])).toEqual({});
  });
});

describe('the standing of a session in line', () => {
  test.each([
    [{ ending: 'waiting' }, null, 'waiting'],
    [{ ending: 'paused' }, null, 'waiting'],
    [{ ending: 'blocked' }, null, 'blocked'],
    // It was refused, and told no ending.
    [{}, null, 'blocked'],
    [{ ending: 'parked' }, 5, 'parked'],
    [{ ending: 'bound' }, 5, 'parked'],
  ] as const)('%o until %o is %s', (end, until, standing) => {
    expect(waits(end, until).standing).toBe(standing);
  });

  test('a parked session lets the queue rest, one that rests does not', () => {
    expect([waits({ ending: 'parked' }, 5), ...BLOCKED].every(isAtRest)).toBe(true);
    expect(isAtRest(waits({ ending: 'bound' }, 5))).toBe(false);
    // It ran on another machine, and goes on by itself there.
    const elsewhere = (until: number | null) =>
      nightSession(place('it', { kind: 'waits', until, why: 'why' }), undefined);
    expect(elsewhere(5).standing).toBe('parked');
    expect(isAtRest(elsewhere(5))).toBe(false);
    expect(elsewhere(null).standing).toBe('waiting');
    expect(isAtRest(elsewhere(null))).toBe(true);
    expect(isAtRest(nightSession(place('it', { kind: 'queued' }), undefined))).toBe(false);
    expect(isAtRest(nightSession(place('it', { kind: 'running' }), undefined))).toBe(false);
  });
});
