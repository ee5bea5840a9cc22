#!/usr/bin/env bash
# undici 7.30.2 (npm), RetryAgent with an API that answers 429 and Retry-After
#
# Behaviour: RetryAgent obeys Retry-After only up to its option maxTimeout (30 seconds when not set). When
#   the server asks for more, the next request goes out after maxTimeout, too early, without an error.
# Why it surprises: maxTimeout reads as a bound of the agent's own backoff. A server that asks for a minute,
#   as a chat API does after too many messages, is asked again after half of it, until the retries are used up.
# samocode: uses no RetryAgent; it reads a 429 itself and waits as long as asked, or gives the message up
#   for now (src/adapters/notify/telegram/api.ts, client.ts).
. "$(dirname "$0")/support/lib.sh"
packages undici@7.30.2

cat >"$MODULES/../retry.mjs" <<'JS'
import { once } from 'node:events';
import { createServer } from 'node:http';
import { Agent, RetryAgent, request } from 'undici';

/** How long the agent waited, when the server asks for two seconds. */
async function waited(maxTimeout) {
  const times = [];
  const server = createServer((_request, response) => {
    times.push(performance.now());
    if (times.length === 1) response.writeHead(429, { 'retry-after': '2' });
    response.end();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const dispatcher = new RetryAgent(new Agent(), { maxTimeout });
  const url = `http://127.0.0.1:${server.address().port}/`;
  const { statusCode, body } = await request(url, { dispatcher });
  await body.dump();
  await dispatcher.close();
  server.close();
  return `${statusCode} ${times[1] - times[0] < 1900 ? 'too early' : 'after two seconds'}`;
}
console.log(`maxTimeout 300: ${await waited(300)}; maxTimeout 5000: ${await waited(5000)}`);
JS
verdict "$(timeout 60 node "$MODULES/../retry.mjs")" \
  'maxTimeout 300: 200 too early; maxTimeout 5000: 200 after two seconds'
