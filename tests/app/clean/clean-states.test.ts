import { expect, test } from 'vitest';
import type { CleanedSession } from '../../../src/app/clean/clean-sessions.ts';
import { stateCleaner } from '../../../src/app/clean/clean-states.ts';

const SESSION = {} as unknown as CleanedSession;

test('a remote that refuses one state is not asked for the next ones', async () => {
  const asked: boolean[] = [];
  const clean = stateCleaner((_, isDry) => {
    asked.push(isDry);
    const refused = { ref: 'r', isRemoved: false, why: 'no access' };
    const isRefused = !isDry;
    return Promise.resolve({ cleaned: isRefused ? refused : { ...refused, why: null }, isRefused });
  });
  expect(await clean(SESSION, false)).toMatchObject({ isRemoved: false, why: 'no access' });
  expect(await clean(SESSION, false)).toMatchObject({ isRemoved: false, why: 'no access' });
  expect(asked).toEqual([false, true]);
});
