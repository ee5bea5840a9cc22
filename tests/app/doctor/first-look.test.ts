import { expect, test } from 'vitest';
import { firstLook, type FirstProbes } from '../../../src/app/doctor/first-look.ts';

const CONFIG = { provider: 'claude', executable: '/claude', other: undefined } as const;
const NOW = { stop: new AbortController().signal, now: 0 };

function probes(answers: Partial<FirstProbes> = {}): FirstProbes {
  return {
    commands: () => [],
    uncopied: () => Promise.resolve([]),
    disks: () => [{ key: 'SESSIONS', path: '/s', freeBytes: 2 ** 50 }],
    signing: () => Promise.resolve(undefined),
    login: () => Promise.resolve({ kind: 'in', lane: 'a plan', expiresAt: undefined }),
    ...answers,
  };
}

test('a first look tells nothing where all is well, or where a CLI does not tell', async () => {
  expect(await firstLook(CONFIG, probes(), NOW)).toEqual([]);
  const login = () => Promise.resolve({ kind: 'unknown', reason: 'it took too long' } as const);
  expect(await firstLook(CONFIG, probes({ login }), NOW)).toEqual([]);
});

test('a first look tells of a login that is gone and of a full disk', async () => {
  const found = await firstLook(
    CONFIG,
    probes({
      login: () => Promise.resolve({ kind: 'out' }),
      disks: () => [{ key: 'SESSIONS', path: '/s', freeBytes: 1 }],
    }),
    NOW,
  );
  expect(found.map(({ text }) => text)).toEqual([
    'SESSIONS: 0 MB are free at /s',
    'claude is not logged in',
  ]);
});

test('a first look that was stopped tells nothing', async () => {
  const login = () => Promise.resolve({ kind: 'out' } as const);
  const stopped = { stop: AbortSignal.abort(), now: 0 };
  expect(await firstLook(CONFIG, probes({ login }), stopped)).toEqual([]);
});
