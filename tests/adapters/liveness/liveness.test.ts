import { expect, test } from 'vitest';
import type { HeartbeatRecord } from '../../../src/adapters/liveness/heartbeat.ts';
import { startLiveness } from '../../../src/adapters/liveness/liveness.ts';
import type { ServiceNews } from '../../../src/adapters/liveness/service-manager.ts';
import { NEVER } from '../../../src/app/ports/repository.ts';
import { until } from '../../support/program.ts';

const BEAT_MS = 5;

function liveness({ slackMs = 60_000, write = (): unknown => undefined, stop = NEVER.stop } = {}) {
  const news: ServiceNews[] = [];
  const records: HeartbeatRecord[] = [];
  const failures: string[] = [];
  const seen = { beats: 0, pings: 0, ended: false };
  const started = startLiveness({
    run: 'run-1',
    pid: 7,
    beatMs: BEAT_MS,
    slackMs,
    heartbeat: {
      write: (record) => {
        records.push(record);
        write();
      },
      touch: () => (seen.beats += 1),
      end: () => (seen.ended = true),
    },
    manager: {
      tell: (one) => news.push(one),
      watchdogMs: 3 * BEAT_MS,
      close: () => Promise.resolve(),
    },
    ping: { ping: () => (seen.pings += 1), flush: () => Promise.resolve() },
    stops: { ...NEVER, stop },
    onFailure: (reason) => failures.push(reason),
  });
  const watchdogs = (): number => news.filter(({ WATCHDOG }) => WATCHDOG === '1').length;
  return { started, news, records, failures, seen, watchdogs };
}

const ATTEMPT = {
  attempt: 1,
  model: undefined,
  effort: undefined,
  isOfPhase: false,
  cwd: '/',
  log: 'x',
  timeoutMs: 1,
} as const;

test('a run reports its activity at once, and beats', async () => {
  const { news, records, seen, watchdogs, ...rest } = liveness();
  await using started = rest.started;
  started.expect(0);
  expect(news[0]).toHaveProperty('STATUS');
  expect(records[0]).toMatchObject({ v: 1, run: 'run-1', pid: 7, state: 'looking' });
  await until(() => seen.beats > 2 && watchdogs() > 2, 'beats');
});

test('a loop that exceeds its announced wait does not beat until it continues', async () => {
  const { seen, watchdogs, ...rest } = liveness({ slackMs: 20 });
  await using started = rest.started;
  started.expect(0);
  await new Promise((resolve) => setTimeout(resolve, 40));
  const [beats, dogs] = [seen.beats, watchdogs()];
  await new Promise((resolve) => setTimeout(resolve, 60));
  expect([seen.beats, watchdogs()]).toEqual([beats, dogs]);
  started.expect(60_000);
  await until(() => seen.beats > beats && watchdogs() > dogs, 'beats again');
});

test('quick changes are reported together, with a ping for each decision', async () => {
  const { news, records, seen, ...rest } = liveness();
  await using started = rest.started;
  for (let iteration = 1; iteration <= 9; iteration += 1) {
    started.heard({ kind: 'attempt-started', phase: 'testing', iteration, ...ATTEMPT });
    const [from, to] = ['testing', 'quality'] as const;
    const said = { decision: 'ready', summary: undefined, reason: undefined } as const;
    started.heard({ kind: 'decided', iteration, from, to, ...said });
  }
  expect(records).toHaveLength(1);
  await until(() => records.length > 1, 'the news');
  expect(records[1]).toMatchObject({ state: 'looking', phase: 'quality', iteration: 9 });
  const lastStatus = news.flatMap(({ STATUS }) => STATUS ?? []).at(-1);
  expect(lastStatus).toMatch(/quality, iteration 9/);
  expect(seen.pings).toBe(9);
});

test('a full disk causes one warning, and the manager still gets its messages', async () => {
  const { started, failures, watchdogs } = liveness({
    write: () => {
      throw new Error('ENOSPC');
    },
  });
  started.heard({ kind: 'limit', until: 0, reason: 'x' });
  await until(() => watchdogs() > 0, 'the watchdog');
  await started[Symbol.asyncDispose]();
  expect(failures).toEqual(['no heartbeat: Error: ENOSPC']);
});

test('the end is reported once, and removes the file', async () => {
  const stop = new AbortController();
  const asked = liveness({ stop: stop.signal });
  stop.abort();
  await asked.started[Symbol.asyncDispose]();
  const alone = liveness();
  await alone.started[Symbol.asyncDispose]();
  for (const { news, seen } of [asked, alone]) {
    expect(news.filter(({ STOPPING }) => STOPPING === '1')).toHaveLength(1);
    expect(seen.ended).toBe(true);
  }
});
