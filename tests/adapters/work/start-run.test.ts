import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startRun } from '../../../src/adapters/work/start-run.ts';
import type { RunStart } from '../../../src/app/ports/queue/work.ts';
import { temporaryFolder } from '../../support/session.ts';

const QUEUED = {
  ...{ id: 'q1', config: '/shop/.samocode', session: 'fix' },
  ...{ priority: 5, holds: [], addedAt: 0 },
};

/** The command and the environment of a run. */
async function started(asked: Partial<RunStart>, claimPath?: (id: string) => string) {
  const folder = temporaryFolder();
  let found:
    { readonly command: string; readonly env: Readonly<Record<string, string>> } | undefined;
  await startRun(
    { queued: QUEUED, until: undefined, ...asked },
    {
      ...{ node: '/node', program: '/bin.js', folder, claimPath, logPath: join(folder, 'log') },
      environment: { HOME: '/home/ann', NOTIFY_SOCKET: '/run/notify', EMPTY: undefined },
      start: (words, { env }) => {
        found = { command: words.slice(words.indexOf('/bin.js')).join(' '), env };
        return Promise.resolve({ ended: Promise.resolve(0), signal: () => undefined });
      },
    },
  );
  return { folder, ...found };
}

test('a run is started with its session and the file for its ending', async () => {
  const { folder, command } = await started({});
  expect(command).toBe(
    `/bin.js run -q --stamp --config /shop/.samocode --session fix --under-work ${folder}/ends/q1.json`,
  );
});

test('a run ends before the working hours of the queue do', async () => {
  const { command } = await started({ until: Date.now() + 90_500 });
  expect(command).toMatch(/ --max-duration (89|90)s$/);
});

test('a run of a fleet has its claim, and ends before the claim does', async () => {
  const { command } = await started({}, (id) => `/claims/${id}`);
  expect(command).toMatch(/ --fleet-claim \/claims\/q1 --max-duration 72000s$/);
});

test('a run gets no variables that a service manager set for this process alone', async () => {
  const { env } = await started({});
  expect(env).toMatchObject({ HOME: '/home/ann' });
  expect(Object.keys(env ?? {})).not.toContain('NOTIFY_SOCKET');
});
