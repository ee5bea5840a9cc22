import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openProcessRoom } from '../../src/adapters/process/process-room.ts';
import { PROVIDERS } from '../../src/adapters/providers/providers.ts';
import { usageAsker } from '../../src/app/cli-query/ask-cli.ts';
import { NEVER } from '../../src/app/ports/repository.ts';
import { askerIn } from '../../src/cli/compose/running/questions.ts';
import { codexEnvironment, REAL_CLIS } from './support/environment.ts';

const RESET = Math.floor(Date.now() / 1000) + 3600;

/** The backend's answer to codex: `used_percent` is a whole number. */
const USAGE = {
  ...{ plan_type: 'plus', account_id: 'account', user_id: 'user' },
  rate_limit: {
    ...{ allowed: true, limit_reached: false },
    primary_window: {
      ...{ used_percent: 81, limit_window_seconds: 18_000 },
      ...{ reset_after_seconds: 3600, reset_at: RESET },
    },
    secondary_window: null,
  },
};

async function openBackend(): Promise<string> {
  const server = createServer((request, response) => {
    response.setHeader('content-type', 'application/json');
    response.end(request.url?.endsWith('/wham/usage') === true ? JSON.stringify(USAGE) : '{}');
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Codex with a home of its own, logged in with ChatGPT or not at all. */
async function ask(isLoggedIn: boolean, more: Readonly<Record<string, string>> = {}) {
  const home = mkdtempSync(path.join(tmpdir(), 'app-server-'));
  onTestFinished(() => {
    rmSync(home, { recursive: true, force: true, maxRetries: 5 });
  });
  const apiUrl = await openBackend();
  const environment = { ...codexEnvironment({ home, apiUrl }), ...more };
  const codexHome = environment['CODEX_HOME'] ?? '';
  mkdirSync(codexHome, { recursive: true });
  writeFileSync(
    path.join(codexHome, 'config.toml'),
    `chatgpt_base_url = "${apiUrl}/backend-api"\n`,
  );
  if (isLoggedIn) writeFileSync(path.join(codexHome, 'auth.json'), JSON.stringify(login()));
  const room = openProcessRoom(process.platform);
  onTestFinished(() => room[Symbol.asyncDispose]());
  const config = { executable: REAL_CLIS.codex, extraArgs: [] };
  const by = askerIn(room, { home, cwd: home, runId: `real-${process.pid}`, stops: NEVER });
  const how = { provider: PROVIDERS.codex, environment, sandbox: undefined };
  return usageAsker({ ...by, ...how, config });
}

function login(): object {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const auth = {
    chatgpt_plan_type: 'plus',
    chatgpt_user_id: 'user',
    chatgpt_account_id: 'account',
  };
  const claims = { exp: RESET + 86_400, 'https://api.openai.com/auth': auth };
  const token = [part({ alg: 'none' }), part(claims), 'signature'].join('.');
  const tokens = {
    id_token: token,
    access_token: token,
    refresh_token: 'r',
    account_id: 'account',
  };
  return { OPENAI_API_KEY: null, tokens, last_refresh: new Date().toISOString() };
}

test('codex app-server tells the windows of a ChatGPT login', async () => {
  const asker = await ask(true);
  expect(await asker?.()).toEqual({
    windows: [{ minutes: 300, used: 81, isWarned: false, until: RESET * 1000 }],
  });
});

test('codex app-server without a login says so', async () => {
  const asker = await ask(false);
  expect(await asker?.()).toEqual({
    why: 'codex account authentication required to read rate limits',
  });
});

test('codex app-server is not asked about an API key where it would answer for the stored login', async () => {
  expect(await ask(true, { CODEX_API_KEY: 'sk-test' })).toBeUndefined();
});
