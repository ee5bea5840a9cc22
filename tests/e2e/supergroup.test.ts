import { expect, test } from 'vitest';
import { type BotApi, startBotApi } from '../support/bot-api.ts';
import { openScene, until } from '../support/program.ts';
import { turn } from '../support/program-agent.ts';

const NEW = -1001234567890;
const LINE = `TELEGRAM_CHAT_ID=${NEW}`;

/** The configured chat is gone: it is the supergroup `to` now. */
function upgrade(api: BotApi, to: unknown): unknown[] {
  const asked: unknown[] = [];
  api.fault = ({ method, body }, response) => {
    if (method !== 'sendMessage' && method !== 'getChat') return false;
    asked.push(body['chat_id']);
    const isNew = String(body['chat_id']) === String(NEW);
    const refusal = {
      ok: false,
      error_code: 400,
      description: 'Bad Request: group chat was upgraded to a supergroup chat',
      parameters: { migrate_to_chat_id: to },
    };
    response.writeHead(isNew ? 200 : 400, { 'content-type': 'application/json' });
    response.end(JSON.stringify(isNew ? { ok: true, result: { message_id: 1 } } : refusal));
    return true;
  };
  return asked;
}

const BLOCKED = { phases: { investigation: [turn({ status: 'blocked', reason: 'enough' })] } };

test('a group that became a supergroup gets its notice, in this run and the next', async () => {
  await using scene = openScene(BLOCKED);
  scene.begin('investigation');
  const api = await startBotApi();
  const asked = upgrade(api, NEW);
  const first = await scene.startRun([], { env: api.env }).ended;
  expect(asked.map(String)).toEqual(['42', String(NEW)]);
  expect(first.stdout.split(LINE)).toHaveLength(2);
  expect((await scene.command('resume')).code).toBe(0);
  const second = await scene.startRun([], { env: api.env }).ended;
  expect(asked.slice(2).map(String)).toEqual([String(NEW)]);
  expect(second.stdout.split(LINE)).toHaveLength(2);
});

test('a notice does not follow an invalid chat id', async () => {
  await using scene = openScene(BLOCKED);
  scene.begin('investigation');
  const api = await startBotApi();
  const asked = upgrade(api, '-100; x');
  const run = await scene.startRun([], { env: api.env }).ended;
  expect(new Set(asked.map(String))).toEqual(new Set(['42']));
  expect(run.stdout).toContain('upgraded to a supergroup');
});

test('doctor names the line for .env, and writes nothing', async () => {
  await using scene = openScene();
  const api = await startBotApi();
  upgrade(api, NEW);
  const doctor = await scene.exec(['doctor', '--config', scene.config], { env: api.env });
  expect(doctor.stdout).toContain(LINE);
  expect(doctor.stdout).toContain('became a supergroup');
});

test('samocode accepts a reply in the supergroup, and none from another chat', async () => {
  await using scene = openScene(BLOCKED);
  scene.begin('investigation');
  const api = await startBotApi();
  const run = scene.startRun(['--wait'], { env: api.env });
  await api.message('Blocked');
  const asked = upgrade(api, NEW);
  api.update({ message: { message_id: 9, chat: { id: 42 }, migrate_to_chat_id: NEW } });
  api.say('/status', { chat: { id: -1009, type: 'supergroup' } });
  api.say('/status', { chat: { id: NEW, type: 'supergroup' } });
  await until(() => asked.length > 0, 'the answer');
  run.kill('SIGTERM');
  await run.ended;
  expect(asked.map(String)).toEqual([String(NEW)]);
});
