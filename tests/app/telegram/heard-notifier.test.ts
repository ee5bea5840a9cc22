import { expect, test } from 'vitest';
import type { Notice } from '../../../src/app/ports/notifier.ts';
import { heardNotifier } from '../../../src/app/telegram/heard-notifier.ts';

const NOTICE: Notice = {
  ...{ kind: 'waiting', session: 'api', phase: 'planning', iteration: 2, text: 'a question' },
  ...{ path: '/s/26-11-20-api', config: '/p/.samocode' },
};

/** A notifier on a machine without a listener; `done` has its calls in order. */
function scene(announce: () => Promise<boolean>) {
  const done: unknown[] = [];
  const here = { isHere: false, isOnMachine: () => false, config: '/p/.samocode' };
  const notifier = heardNotifier(
    {
      ...here,
      announce: async (session) => {
        done.push(session);
        return await announce();
      },
    },
    (unheard) => ({
      tell: () => {
        done.push(unheard() ?? 'heard');
        return Promise.resolve(undefined);
      },
    }),
  );
  return { done, notifier, tell: () => notifier.tell(NOTICE) };
}

const NAMED = { name: 'api', path: '/s/26-11-20-api', config: '/p/.samocode', isEnded: false };

test('the fleet knows a session before a person can reply to its notice', async () => {
  const { done, tell } = scene(() => Promise.resolve(true));
  await tell();
  expect(done).toEqual([NAMED, 'heard']);
});

test('the fleet hears that a session is done, and of no session with a notice of the queue', async () => {
  const { done, notifier } = scene(() => Promise.resolve(true));
  await notifier.tell({ ...NOTICE, kind: 'done' });
  const { session, phase, iteration, text } = NOTICE;
  await notifier.tell({ kind: 'queue', session, phase, iteration, text });
  expect(done).toEqual([{ ...NAMED, isEnded: true }, 'heard', undefined, 'heard']);
});

test('a notice is told where the fleet cannot be asked, and says so', async () => {
  const { done, tell } = scene(() => Promise.reject(new Error('silent')));
  await tell();
  expect(done[1]).toContain('The fleet could not be asked');
});

test('each notice is told by what the fleet says then', async () => {
  const answers = [false, true];
  const { done, tell } = scene(() => Promise.resolve(answers.shift() === true));
  await tell();
  await tell();
  expect(done[1]).toContain('Nothing listens to this chat');
  expect(done[3]).toBe('heard');
});
