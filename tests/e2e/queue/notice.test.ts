import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { printableLines } from '../../../src/domain/text/printable.ts';
import { BOT_TOKEN, type BotApi, CHAT, startBotApi } from '../../support/bot-api.ts';
import { until } from '../../support/program.ts';
import { QUESTIONS, turn } from '../../support/program-agent.ts';
import { DONE, openQueueScene, type QueueScene } from '../../support/queue-scene.ts';

const ASKS = turn(
  { status: 'waiting', for: 'qa_answers', summary: 'asked' },
  { write: ['_qa.md', QUESTIONS] },
);
const BLOCKED = turn({ status: 'blocked', reason: `down \u001b[31m\u202e${'x'.repeat(900)}` });

/** Another project with the same sessions, and its own `.env`. */
function project(scene: QueueScene, name: string, env = ''): string {
  const folder = join(scene.root, name);
  mkdirSync(folder);
  cpSync(scene.repo, join(folder, 'repo'), { recursive: true });
  const config = join(folder, '.samocode');
  const { worktrees, sessions } = scene;
  writeFileSync(config, `MAIN_REPO=repo\nWORKTREES=${worktrees}\nSESSIONS=${sessions}\n`);
  writeFileSync(join(folder, '.env'), env, { mode: 0o600 });
  return config;
}

/** The notices on the queue that the server took, by chat. */
const queueNotices = (api: BotApi): readonly { chat: string; text: string }[] =>
  api.requests
    .filter(({ method, body }) => method === 'sendMessage' && isOfQueue(body))
    .map(({ body }) => ({ chat: String(body['chat_id']), text: String(body['text']) }));

const isOfQueue = (body: Readonly<Record<string, unknown>>): boolean =>
  String(body['text']).startsWith('<b>📋 Queue</b>');

describe('the notice on the queue', () => {
  test('is sent once where all that is left waits for a person, and again once more was done', async () => {
    await using scene = openQueueScene();
    const api = await startBotApi();
    Object.assign(scene.env, api.env);
    const config = project(scene, 'other');
    await scene.enqueue('asks', [ASKS], { phase: 'requirements' });
    await scene.enqueue('it', [BLOCKED, BLOCKED]);
    for (const name of ['one', 'two']) await scene.enqueue(name, [DONE], { config });
    const gone = project(scene, 'gone');
    await scene.enqueue('homeless', [DONE], { config: gone });
    rmSync(gone);
    const working = scene.work();
    const { text } = await api.message('📋 Queue');
    expect(text).toContain('2 done, 1 waiting for you, 2 blocked\n');
    expect(text).toMatch(/waiting for you:\n- asks \(.*\): .*answers.*\n\nblocked:\n- /);
    expect(text).toMatch(/\n- it \(.*\): .*down/);
    expect(text).toMatch(/\n- homeless \(gone\): .*ended with 2/);
    expect(text).toMatch(/done:\n- (one|two) \(other\)\n- (one|two) \(other\)\n/);
    // The words of an agent: printable, and short.
    expect(text).toBe(printableLines(text));
    expect(text).not.toMatch(/x{200}/);
    working.kill('SIGTERM');
    await working.ended;
    await scene.finish();
    expect(queueNotices(api)).toHaveLength(1);
    await scene.command('resume');
    await scene.finish();
    expect(queueNotices(api)).toHaveLength(2);
    expect(queueNotices(api)[1]?.text).toContain('0 done, 1 waiting for you, 2 blocked');
  }, 90_000);

  test('of a run that outlived a killed work is sent by the next one, once', async () => {
    await using scene = openQueueScene();
    const api = await startBotApi();
    Object.assign(scene.env, api.env);
    await scene.enqueue('one', [[{ touch: 'here' }, { wait: 'go' }, ...DONE]]);
    const killed = scene.work();
    await until(() => existsSync(join(scene.agent, 'here')), 'the agent');
    killed.kill('SIGKILL');
    await killed.ended;
    scene.touch('go');
    await scene.finish();
    await scene.finish();
    expect(queueNotices(api).map(({ text }) => text)).toEqual([
      expect.stringContaining('1 done; nothing is left in line'),
    ]);
  }, 60_000);

  test('is not repeated where work is killed while the server has it', async () => {
    await using scene = openQueueScene();
    const api = await startBotApi();
    Object.assign(scene.env, api.env);
    let kept: ServerResponse | undefined;
    api.fault = ({ body }, response) => {
      if (!isOfQueue(body)) return false;
      kept = response;
      return true;
    };
    await scene.enqueue('it', [BLOCKED]);
    const killed = scene.work();
    await until(() => kept !== undefined, 'the notice');
    killed.kill('SIGKILL');
    await killed.ended;
    api.fault = undefined;
    await scene.finish();
    expect(queueNotices(api)).toHaveLength(1);
  }, 60_000);

  test('that could not be sent is sent by the next work', async () => {
    await using scene = openQueueScene();
    const api = await startBotApi();
    Object.assign(scene.env, api.env);
    api.fault = ({ body }, response) => {
      if (!isOfQueue(body)) return false;
      response.writeHead(403).end(JSON.stringify({ ok: false, description: 'Forbidden' }));
      return true;
    };
    await scene.enqueue('one');
    expect(await scene.finish()).toContain('the notice on the queue could not be sent: Telegram');
    api.fault = undefined;
    await scene.finish();
    await scene.finish();
    expect(api.shown.filter(({ text }) => text.includes('📋 Queue'))).toHaveLength(1);
  }, 60_000);

  test('goes once to each chat and each command, with the sessions of their projects', async () => {
    await using scene = openQueueScene();
    const api = await startBotApi();
    api.fault = ({ body }, response) => {
      if (String(body['chat_id']) !== '43') return false;
      response.end(JSON.stringify({ ok: true, result: { message_id: 1 } }));
      return true;
    };
    const env = (chat: number): string =>
      `TELEGRAM_BOT_TOKEN=${BOT_TOKEN}\nTELEGRAM_CHAT_ID=${chat}\nTELEGRAM_API_URL=${api.url}\n`;
    const events = join(scene.root, 'events.jsonl');
    scene.env['SAMOCODE_ON_EVENT'] = `cat >> '${events}'`;
    await scene.enqueue('mine', [DONE], { config: project(scene, 'a', env(CHAT)) });
    await scene.enqueue('also', [DONE], { config: project(scene, 'b', env(CHAT)) });
    await scene.enqueue('foreign', [BLOCKED], { config: project(scene, 'c', env(43)) });
    await scene.finish();
    const told = Object.fromEntries(queueNotices(api).map(({ chat, text }) => [chat, text]));
    expect(queueNotices(api)).toHaveLength(2);
    expect(told[CHAT]).toContain('2 done; nothing is left in line');
    expect(told['43']).toContain('0 done, 1 blocked');
    expect(told['43']).not.toMatch(/mine|also/);
    const all = readFileSync(events, 'utf8').trim().split('\n');
    const ofQueue = all.map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(ofQueue.filter(({ event }) => event === 'queue')).toEqual([
      expect.objectContaining({
        ...{ session: 'queue', text: expect.stringContaining('2 done, 1 blocked') as string },
        counts: { done: 2, waiting: 0, blocked: 1, parked: 0, running: 0, queued: 0 },
      }),
    ]);
  }, 60_000);

  test('at the end by --drain it names those that are still in line', async () => {
    await using scene = openQueueScene();
    const api = await startBotApi();
    Object.assign(scene.env, api.env);
    await scene.enqueue('one', [[{ touch: 'here' }, { wait: 'go' }, ...DONE]]);
    await scene.enqueue('two');
    const working = scene.work(['--slots', '1']);
    await until(() => existsSync(join(scene.agent, 'here')), 'the agent');
    working.kill('SIGTERM');
    await working.says('ending');
    scene.touch('go');
    await working.ended;
    expect(queueNotices(api).map(({ text }) => text)).toEqual([
      expect.stringMatching(/1 done, 1 in line\n\nin line:\n- two /),
    ]);
  }, 60_000);
});
