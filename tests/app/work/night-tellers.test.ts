import { expect, test } from 'vitest';
import { type NightChannel, tellersOf } from '../../../src/app/work/night-tellers.ts';

const notifier = { tell: () => Promise.resolve(undefined) };
const chat = (key: string): NightChannel => ({ kind: 'chat', key, notifier });
const command = (key: string): NightChannel => ({ kind: 'command', key, notifier });

const told = (projects: Parameters<typeof tellersOf>[0], isShared = false) =>
  tellersOf(projects, isShared).map(({ key, configs }) => [key, configs]);

test('projects with the same chat are told of together', () => {
  const projects = ['/a', '/b'].map((config) => ({ config, channels: [chat('one')] }));
  expect(told(projects)).toEqual([['one', ['/a', '/b']]]);
});

test('the only chat and the only command hear of a project that cannot be read', () => {
  const unread = { config: '/b', channels: undefined };
  const of = (...channels: readonly NightChannel[]) => told([{ config: '/a', channels }, unread]);
  expect(of(chat('one'), command('two'))).toEqual([
    ['one', ['/a', '/b']],
    ['two', ['/a', '/b']],
  ]);
  expect(of(chat('one'), chat('other'))).toEqual([
    ['one', ['/a']],
    ['other', ['/a']],
  ]);
});

test('in a fleet no chat hears of a project that this machine cannot read', () => {
  const projects = [
    { config: '/a', channels: [chat('one')] },
    { config: '/b', channels: undefined },
  ];
  expect(told(projects, true)).toEqual([['one', ['/a']]]);
});

test('a project without a channel is told of nowhere', () => {
  expect(told([{ config: '/a', channels: [] }])).toEqual([]);
});
