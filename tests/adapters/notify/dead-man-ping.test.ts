import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { deadManPing } from '../../../src/adapters/notify/dead-man-ping.ts';
import { DIRECT } from '../../support/network.ts';

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  await Promise.all(closers.splice(0).map((close) => close()));
});

type Answer = (response: ServerResponse) => void;
const status =
  (code: number): Answer =>
  (response) =>
    response.writeHead(code).end('x');
const hang: Answer = () => undefined;

/** A service that answers the n-th request so; the last one answers all that follow. */
async function service(...answers: Answer[]) {
  const received: string[] = [];
  const server = createServer((request, response) => {
    received.push(`${request.method ?? ''} ${request.url ?? ''}`);
    answers[Math.min(received.length, answers.length) - 1]?.(response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closers.push(() => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  });
  const { port } = server.address() as AddressInfo;
  const failures: string[] = [];
  const ping = deadManPing({
    url: `http://127.0.0.1:${port}/secret-part?token=hidden`,
    userAgent: 'test',
    network: DIRECT,
    limitMs: 1000,
    onFailure: (reason) => failures.push(reason),
  });
  return { received, failures, ping, close: () => Promise.all(closers.splice(0).map((c) => c())) };
}

const LONG = new AbortController().signal;

test('a ping is one GET of the address', async () => {
  const { ping, received, failures } = await service(status(200));
  ping.ping();
  await ping.flush(LONG);
  expect({ received, failures }).toEqual({
    received: ['GET /secret-part?token=hidden'],
    failures: [],
  });
});

test('a server error is retried once, a refusal is not', async () => {
  const passing = await service(status(500), status(200));
  passing.ping.ping();
  await passing.ping.flush(LONG);
  expect([passing.received.length, passing.failures]).toEqual([2, []]);
  const refusing = await service(status(404));
  refusing.ping.ping();
  await refusing.ping.flush(LONG);
  expect([refusing.received.length, refusing.failures]).toEqual([1, ['HTTP 404']]);
});

test('a lasting failure is reported once, and again after a ping that arrived', async () => {
  const { ping, failures } = await service(
    status(500),
    status(500),
    status(500),
    status(500),
    status(200),
    status(403),
  );
  for (let n = 0; n < 4; n += 1) {
    ping.ping();
    await ping.flush(LONG);
  }
  expect(failures).toEqual(['HTTP 500', 'HTTP 403']);
});

test('a ping without an answer ends after its limit, and is retried once', async () => {
  const { ping, received, failures } = await service(hang);
  ping.ping();
  await ping.flush(LONG);
  expect([received.length, failures]).toEqual([2, ['no answer in 1 s']]);
});

test('a ping in progress ends at the limit of the end', async () => {
  const { ping, failures } = await service(hang);
  ping.ping();
  await ping.flush(AbortSignal.abort());
  expect(failures).toEqual(['given up at the end']);
});

test('the report of a refusal has no address', async () => {
  const { ping, failures, close } = await service(status(200));
  await close();
  ping.ping();
  await ping.flush(LONG);
  expect(failures).toEqual(['ECONNREFUSED']);
});

test('requests during a ping send no further ping', async () => {
  const { ping, received } = await service(status(200));
  for (let n = 0; n < 5; n += 1) ping.ping();
  await ping.flush(LONG);
  expect(received).toHaveLength(1);
});
