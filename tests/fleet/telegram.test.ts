import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ANN, type BotApi, CHAT, startBotApi } from '../support/bot-api.ts';
import { begun, count, isHere, statuses } from '../support/fleet/gates.ts';
import { type FleetScene, fleetScene, PATIENCE_MS } from '../support/fleet/machines.ts';
import { until } from '../support/program.ts';
import { WHOLE } from '../support/program-agent.ts';

type Env = Readonly<Record<string, string>>;

/** A bot that the project of a fleet uses on all machines. */
async function withBot(scene: FleetScene, env: Env = {}): Promise<BotApi> {
  const api = await startBotApi();
  setBot(scene.config, api, env);
  return api;
}

function setBot(config: string, api: BotApi, env: Env): void {
  const lines = Object.entries({ ...api.env, ...env }).map(([key, value]) => `${key}=${value}\n`);
  writeFileSync(`${config}.env`, lines.join(''), { mode: 0o600 });
}

/** A session that machine a begins, of another project with the same bot, while b polls for the first one. */
async function ofAnother(scene: FleetScene, api: BotApi, env: Env) {
  const folder = join(scene.root, 'bank');
  mkdirSync(folder);
  const config = join(folder, '.samocode');
  copyFileSync(scene.config, config);
  setBot(config, api, env);
  const task = join(scene.root, 'task.md');
  writeFileSync(task, 'Do it\n');
  scene.script(WHOLE);
  const [a, b] = [scene.machine('a'), scene.machine('b')];
  await b.listen().says('listening for');
  await isPolling(scene, 'b');
  await a.exec('queue', 'add', 'it', '--config', config, '--task-file', task);
  a.work();
  return { a, asked: await shows(api, 'Waiting for you: it') };
}

const BOB = { id: 8, is_bot: false, first_name: 'Bob' };

const polls = (api: BotApi): number =>
  api.requests.filter(({ method }) => method === 'getUpdates').length;
const isPolling = (scene: FleetScene, machine: string): Promise<void> =>
  scene.finds("select machine from samocode.telegram_poller where confirmed_at > '-infinity'", {
    machine,
  });
/** A message that comes as soon as the machines have done something. */
async function shows(api: BotApi, text: string | RegExp) {
  const isIt = ({ text: words }: { readonly text: string }): boolean =>
    typeof text === 'string' ? words.includes(text) : text.test(words);
  await until(() => api.shown.some(isIt), `a message with ${String(text)}`, PATIENCE_MS);
  return await api.message(text);
}
async function toasts(api: BotApi, text: string): Promise<void> {
  const isIt = (toast: string): boolean => toast.includes(text);
  await until(() => api.toasts.some(isIt), `the answer ${text} to a button`, PATIENCE_MS);
}

test('buttons and commands reach a session of another machine, whichever machine hears them', async () => {
  const scene = await fleetScene();
  const api = await withBot(scene);
  const [a, b] = [scene.machine('a'), scene.machine('b')];
  const heard = b.listen();
  await heard.says('listening for');
  await isPolling(scene, 'b');
  await begun(undefined, scene);
  const asked = await shows(api, 'Waiting for you: it');
  expect(asked.text).not.toContain('Nothing listens');
  api.press(asked, 'b)');
  await toasts(api, 'It is in line: samocode work goes on with it.');
  await until(() => count(a, 'answered') === 1, 'the answer', PATIENCE_MS);
  const plan = await shows(api, /Waiting for you: it[^]*plan/i);
  api.say('/list');
  expect((await shows(api, 'Sessions of the fleet')).text).toMatch(/it \(.*\): \w+ on a/);
  api.say('/pause it');
  await shows(api, 'it is paused');
  api.say('/resume it');
  await shows(api, /Resumed/);
  api.press(plan, 'Approve');
  await toasts(api, 'Approved: it');
  await until(() => statuses(a).includes('done'), 'the end of the session', PATIENCE_MS);
  expect(count(a, 'approved')).toBe(1);
  expect(isHere(b)).toBe(false);
  expect(api.shown.map(({ text }) => text).join('\n')).not.toContain('Start it with');
});

test('two projects with one bot and different chats: the machine that polls for one serves the other', async () => {
  const scene = await fleetScene();
  const api = await withBot(scene);
  const OTHER = 43;
  api.haveChat(OTHER);
  const { a, asked } = await ofAnother(scene, api, { TELEGRAM_CHAT_ID: String(OTHER) });
  expect(asked.chat).toBe(OTHER);
  api.press(asked, 'b)');
  await toasts(api, 'Q1 is answered');
  await until(() => count(a, 'answered') === 1, 'the answer', PATIENCE_MS);
  const chat = { id: OTHER, type: 'private' };
  await shows(api, /Waiting for you: it[^]*plan/i);
  api.say('/pause it', { chat });
  expect((await shows(api, 'it is paused')).chat).toBe(OTHER);
  api.say('/list', { chat });
  expect((await shows(api, 'Sessions of the fleet')).chat).toBe(OTHER);
  // Nobody hears of it in the chat of the other project, and a chat of nobody's is not heard.
  api.say('/resume it', { chat: { id: 44, type: 'private' } });
  api.say('/resume it');
  expect((await shows(api, /There is no session|No session/)).chat).toBe(CHAT);
  expect([count(a, 'paused'), count(a, 'resumed')]).toEqual([1, 0]);
  expect(api.shown.filter((one) => one.chat === CHAT)).toHaveLength(1);
  // The other group becomes a supergroup.
  const MOVED = -10043;
  api.haveChat(MOVED);
  api.update({ message: { message_id: 9, chat, from: ANN, migrate_to_chat_id: MOVED } });
  api.say('/resume it', { chat: { id: MOVED, type: 'private' } });
  expect((await shows(api, /Resumed/)).chat).toBe(MOVED);
});

test('two projects with one bot and one chat: only the users of a session’s project act on it, whichever project polls', async () => {
  const scene = await fleetScene();
  const api = await withBot(scene, { TELEGRAM_USER_IDS: String(ANN.id) });
  const { a, asked } = await ofAnother(scene, api, { TELEGRAM_USER_IDS: String(BOB.id) });
  api.press(asked, 'b)');
  await toasts(api, 'TELEGRAM_USER_IDS of the project of the session does not have you');
  expect(count(a, 'answered')).toBe(0);
  api.press(asked, 'b)', BOB);
  await toasts(api, 'Q1 is answered');
  await until(() => count(a, 'answered') === 1, 'the answer', PATIENCE_MS);
});

test('two persons act at the same moment, one of them by Telegram: one decision counts; a reply to an old question and a group that moved', async () => {
  const scene = await fleetScene();
  const api = await withBot(scene);
  const [a, b] = [scene.machine('a'), scene.machine('b')];
  await b.listen().says('listening for');
  await isPolling(scene, 'b');
  await begun(undefined, scene);
  const asked = await shows(api, 'Waiting for you: it');
  api.press(asked, 'b)');
  await until(() => count(a, 'answered') === 1, 'the answer', PATIENCE_MS);
  const plan = await shows(api, /Waiting for you: it[^]*plan/i);
  api.say('something else', { to: asked });
  await shows(api, /answered|changed since|not asked like this/);
  expect(count(a, 'answered')).toBe(1);

  api.press(plan, 'Reject');
  const why = await shows(api, 'Reject the plan of it');
  api.say('smaller steps', { to: why, from: BOB });
  const byHand = b.exec('approve', '--config', scene.config, '--session', 'it', '--yes');
  const told = /Rejected: your note goes|Nothing was done|nothing was done/;
  const [{ code }, { text }] = await Promise.all([byHand, shows(api, told)]);
  const [approved, rejected] = [count(a, 'approved'), count(a, 'rejected')];
  expect(approved + rejected).toBe(1);
  expect([code === 0, text.includes('Rejected: your note goes')]).toEqual([
    approved === 1,
    rejected === 1,
  ]);

  const MOVED = -10042;
  api.haveChat(MOVED);
  const chat = { id: CHAT, type: 'private' };
  api.update({ message: { message_id: 9, chat, from: ANN, migrate_to_chat_id: MOVED } });
  api.say('/list', { chat: { id: MOVED, type: 'private' } });
  expect((await shows(api, 'Sessions of the fleet')).chat).toBe(MOVED);
});

test('one machine polls; when it dies another goes on, and does nothing twice', async () => {
  const scene = await fleetScene();
  const api = await withBot(scene);
  const [a, b] = [scene.machine('a'), scene.machine('b')];
  const first = b.listen();
  await first.says('listening for');
  await isPolling(scene, 'b');
  await begun(undefined, scene);
  const second = a.listen();
  await second.says('listening for');
  const asked = await shows(api, 'Waiting for you: it');
  expect(polls(api)).toBeGreaterThan(0);
  // Its machine has the answer, and the one that polls is killed before it confirms the update.
  api.fault = ({ method }) => {
    if (method !== 'answerCallbackQuery') return false;
    process.kill(first.pid, 'SIGKILL');
    api.fault = undefined;
    return true;
  };
  api.press(asked, 'b)');
  await until(() => count(a, 'answered') === 1, 'the answer', PATIENCE_MS);
  await isPolling(scene, 'a');
  await toasts(api, 'Q1 is answered');
  await until(() => api.pending().length === 0, 'the update to be confirmed', PATIENCE_MS);
  expect(count(a, 'answered')).toBe(1);
  expect(second.text()).not.toContain('polled by another');
});

test('a machine that polls is stopped until another one polls, and comes back: each message is answered once', async () => {
  const scene = await fleetScene();
  const api = await withBot(scene);
  const [a, b] = [scene.machine('a'), scene.machine('b')];
  const first = b.listen();
  await first.says('listening for');
  await isPolling(scene, 'b');
  await begun(undefined, scene);
  const second = a.listen();
  await second.says('listening for');
  const asked = await shows(api, 'Waiting for you: it');
  const sessions = 'Sessions of the fleet';
  b.freeze();
  // The first one is the answer to its request, which it finds when it comes back.
  api.press(asked, 'b)');
  api.say('/list');
  await isPolling(scene, 'a');
  await toasts(api, 'Q1 is answered');
  await shows(api, sessions);
  await until(() => api.pending().length === 0, 'the updates to be confirmed', PATIENCE_MS);
  b.thaw();
  process.kill(second.pid, 'SIGINT');
  await second.ended;
  // It takes the right again after it has left what it got before.
  await isPolling(scene, 'b');
  api.say('/status it');
  await shows(api, /^Status/);
  const answers = (text: string) => api.shown.filter((one) => one.text.startsWith(text)).length;
  expect(api.toasts.filter((text) => text.includes('Q1 is answered'))).toHaveLength(1);
  expect([answers(sessions), answers('Status')]).toEqual([1, 1]);
  expect(count(a, 'answered')).toBe(1);
  expect(first.text()).not.toContain('Q1 is answered');
});

test('a session that runs by hand is reached on its machine, and a reply that comes late is told', async () => {
  const scene = await fleetScene();
  const api = await withBot(scene);
  const [a, b] = [scene.machine('a'), scene.machine('b')];
  scene.script(WHOLE);
  a.begin('it', 'planning');
  await b.listen().says('listening for');
  await isPolling(scene, 'b');
  expect((await a.exec('run', '--config', scene.config, '--session', 'it')).code).toBe(3);
  const plan = await shows(api, /Waiting for you: it/);
  api.press(plan, 'Approve');
  await toasts(api, 'Sent to a, which has it; the outcome comes here.');
  expect(statuses(a)).not.toContain('approved');
  await a.listen().says('listening for');
  await shows(api, /^Approved: it is in implementation\./);
  await until(() => plan.buttons.length === 0, 'the end of the buttons', PATIENCE_MS);
  expect(plan.text).toContain('✅ Approved: it is in implementation.');
  expect(count(a, 'approved')).toBe(1);
  // Nobody knows it by a task of the fleet.
  expect(await scene.sql('select session from samocode.session')).toEqual([]);
});
