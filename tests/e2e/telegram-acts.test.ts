import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { attack } from '../support/attack.ts';
import { ANN, type BotApi, type Shown, startBotApi } from '../support/bot-api.ts';
import {
  appears,
  openScene,
  type Running,
  type Scene,
  SESSION,
  until,
} from '../support/program.ts';
import { goTo, PLAN, turn, WHOLE, wholeBut } from '../support/program-agent.ts';

const statuses = (scene: Scene): readonly unknown[] => scene.rows().map((row) => row['status']);

function stay(scene: Scene, api: BotApi, ...args: readonly string[]): Running {
  return scene.startRun(['--wait', ...args], { env: api.env });
}

async function killed(run: Running): Promise<void> {
  run.kill('SIGKILL');
  await run.ended;
}

/** The fake's message is edited, or a new one comes, once an effect was told. */
async function closed(message: Shown): Promise<void> {
  await until(() => message.buttons.length === 0, `the end of "${message.text}"`);
}

describe('a session over Telegram', () => {
  test('goes from the question to done over several kills, and does nothing twice', async () => {
    await using scene = openScene(WHOLE);
    const api = await startBotApi();
    await killed(await waits(stay(scene, api, '--task', 'x'), 'qa_answers'));
    const question = await api.message('Q1: Which?');
    expect(question.buttons.map(({ text }) => text)).toEqual(['★ a) one', 'b) two']);
    expect(question.buttons.every((one) => Buffer.byteLength(one.callback_data) <= 64)).toBe(true);

    // Pressed while nobody hears, twice; then heard by a run that is killed as soon as it has it.
    api.press(question, 'b) two');
    api.press(question, 'a) one');
    let run = stay(scene, api);
    await until(() => statuses(scene).includes('answered'), 'the answer');
    await killed(run);
    expect(scene.read('_qa.md')).toContain('Answer: b) two\n');

    run = await waits(stay(scene, api), 'plan_approval');
    await closed(question);
    expect(question.text).toMatch(/✅ Q1|⌛ Q1 is answered already/);
    const plan = await api.message(/Waiting for you[\s\S]*your approval of the plan/);
    expect(plan.text).toContain(SESSION);
    await killed(run);

    api.press(plan, 'Reject');
    run = await waits(stay(scene, api), 'plan_approval');
    const why = await api.message('Reject the plan');
    expect(why.forceReply).toBe(true);
    await killed(run);

    api.say('No new table', { to: why });
    run = stay(scene, api);
    await until(() => statuses(scene).includes('rejected'), 'the rejection');
    await until(
      () => statuses(scene).filter((one) => one === 'waiting').length === 3,
      'a new plan',
    );
    expect(scene.prompt(scene.spawns().length)).toContain('> No new table');
    await until(
      () => api.shown.filter(({ text }) => text.includes('your approval of the plan')).length === 2,
      'it',
    );
    await killed(run);

    api.press(await api.message('your approval of the plan'), 'Approve');
    run = stay(scene, api);
    expect((await run.ended).code).toBe(0);
    await api.message('✅ Complete');
    expect(
      statuses(scene).filter((one) => ['answered', 'rejected', 'approved'].includes(String(one))),
    ).toEqual(['answered', 'rejected', 'approved']);
    const approved = scene.rows().find((row) => row['status'] === 'approved');
    expect(approved).toMatchObject({ by: 'telegram:ann' });
    expect(approved?.['source']).toMatch(/^telegram:[0-9a-f]{8}:\d+$/);
    expect(leaks(scene)).toEqual([]);
  });

  test('has no effect twice when the run dies between the row and the end of the update', async () => {
    await using scene = openScene(WHOLE);
    const api = await startBotApi();
    let run = await waits(stay(scene, api, '--task', 'x'), 'qa_answers');
    // The answer to the button never comes: the row is written, and the API was never told.
    api.fault = ({ method }) => method === 'answerCallbackQuery';
    api.press(await api.message('Q1'), 'b) two');
    await until(() => statuses(scene).includes('answered'), 'the answer');
    await killed(run);
    expect(api.pending()).toHaveLength(1);
    rmSync(join(boxOf(scene), 'next'), { force: true });
    api.fault = undefined;
    run = await waits(stay(scene, api), 'plan_approval');
    await until(() => api.pending().length === 0, 'all to be done');
    expect(statuses(scene).filter((one) => one === 'answered')).toHaveLength(1);
    expect((await api.message('Q1')).text).toContain('✅ Q1 is answered.');
    await killed(run);
  });
});

describe('what is pressed too late', () => {
  test('a late press gets an answer and changes nothing', async () => {
    await using scene = openScene(WHOLE);
    const api = await startBotApi();
    const run = await waits(stay(scene, api, '--task', 'x'), 'qa_answers');
    const question = await api.message('Q1');
    const stale = { ...question };
    api.press(question, 'b) two');
    await run.says('waiting for plan_approval');
    api.press(stale, 'a) one');
    await until(
      () => api.toasts.some((text) => text.includes('Q1 is answered already')),
      'a toast',
    );
    const plan = await api.message('your approval of the plan');
    const old = { ...plan };
    appendFileSync(join(scene.folder(), PLAN), 'more\n');
    api.press(plan, 'Approve');
    await until(() => api.toasts.some((text) => text.includes('has changed since')), 'a toast');
    expect(statuses(scene)).not.toContain('approved');
    expect(old.buttons.length).toBe(2);
    await killed(run);
  });
});

describe('who may', () => {
  test('only listed people in the chat may act; others never get an answer', async () => {
    await using scene = openScene(WHOLE);
    const api = await startBotApi();
    const run = scene.startRun(['--wait', '--task', 'x'], {
      env: { ...api.env, TELEGRAM_USER_IDS: '7, 8' },
    });
    await waits(run, 'qa_answers');
    const question = await api.message('Q1');
    const eve = { id: 666, is_bot: false, first_name: 'Eve' };
    api.press(question, 'b) two', eve);
    api.say('/status', { from: eve });
    api.say('/status', { chat: { id: 43, type: 'private' } });
    api.say('/stop', { chat: { id: -42, type: 'group', username: '42' } });
    api.say('/status@other_bot', {});
    for (const garbage of [
      {},
      { message: null },
      { callback_query: { id: 5 } },
      { edited_message: 1 },
    ]) {
      api.update(garbage);
    }
    api.say('/status@samo_bot');
    await api.message(/^Status\n[\s\S]*it: waiting in requirements/);
    expect(api.toasts).toEqual([]);
    expect(api.shown.filter(({ text }) => text.startsWith('Status'))).toHaveLength(1);
    expect(statuses(scene)).not.toContain('answered');
    await killed(run);
  });
});

describe('commands', () => {
  test('pause, note, log, resume and stop reach a run that waits', async () => {
    await using scene = openScene(WHOLE);
    const api = await startBotApi();
    const run = await waits(stay(scene, api, '--task', 'x'), 'qa_answers');
    api.say('/pause');
    await run.says('paused by telegram:ann');
    const paused = await api.message('⏸ Paused');
    api.say('mind the gap', { to: paused });
    await api.message('Noted for the next agent of it');
    api.say('/log it');
    await api.message(/Log of it[\s\S]*paused by telegram:ann/);
    api.press(paused, 'Resume');
    await until(() => statuses(scene).includes('resumed'), 'the resume');
    api.say('/what');
    await api.message('/status, /log');
    api.say('two', { to: await api.message('Q1') });
    await run.says('waiting for plan_approval');
    expect(scene.read('_qa.md')).toContain('Answer: two\n');
    expect(
      scene.spawns().map(({ number }) => scene.prompt(number).includes('mind the gap')),
    ).toContain(true);
    api.say('/stop', { date: 1 });
    await api.message('that you meant is over');
    api.say('/stop', { date: Date.now() / 1000 });
    expect((await run.ended).code).toBe(3);
    expect(statuses(scene).at(-1)).toBe('stopped');
  });

  test('a command asks which of several sessions is meant', async () => {
    await using scene = openScene(
      wholeBut({ init: [turn({ status: 'blocked', reason: 'no key' })] }),
    );
    const api = await startBotApi();
    const run = await waitsFor(stay(scene, api, '--task', 'x'), 'blocked');
    const other = ['--config', scene.config, '--session', 'other', '--task', 'y'];
    expect((await scene.exec(other, { env: api.env })).code).toBe(4);
    api.say('/pause');
    const which = await api.message('which session?');
    expect(which.buttons.map(({ text }) => text).sort()).toEqual(['it', 'other']);
    api.press(which, 'other');
    await until(() => api.toasts.some((text) => text.includes('other is paused')), 'a toast');
    const { stdout } = await scene.exec(['status', ...other.slice(0, 4), '--json']);
    expect(JSON.parse(stdout)).toMatchObject({ state: 'paused' });
    await killed(run);
  });
});

describe('the notice that a session waits for a person', () => {
  const BLOCKED = wholeBut({ init: [turn({ status: 'blocked', reason: 'no key' })] });

  test('does not say that nothing listens while the run itself or a listener does', async () => {
    await using scene = openScene(BLOCKED);
    const api = await startBotApi();
    const run = await waitsFor(stay(scene, api, '--task', 'x'), 'blocked');
    expect((await api.message('Blocked')).text).not.toContain('Nothing listens');
    await killed(run);
    const listener = scene.start(['listen', '--config', scene.config], { env: api.env });
    await listener.says('listening for');
    await until(() => api.requests.some(({ method }) => method === 'getUpdates'), 'a poll');
    const other = ['--config', scene.config, '--session', 'other', '--task', 'y'];
    expect((await scene.exec(other, { env: api.env })).code).toBe(4);
    expect((await api.message('other')).text).not.toContain('Nothing listens');
    await killed(listener);
  });

  test('says that nothing listens once the listener has ended', async () => {
    await using scene = openScene(BLOCKED);
    const api = await startBotApi();
    const other = ['--config', scene.config, '--session', 'other', '--task', 'y'];
    const listener = scene.start(['listen', '--config', scene.config], { env: api.env });
    await listener.says('listening for');
    listener.kill('SIGKILL');
    await listener.ended;
    expect((await scene.exec(other, { env: api.env })).code).toBe(4);
    const { text } = await api.message('other');
    expect(text).toMatch(/no key[\s\S]*Nothing listens to this chat/);
  });
});

describe('samocode listen', () => {
  const listen = (scene: Scene, api: BotApi): Running =>
    scene.start(['listen', '--config', scene.config], { env: api.env });

  test('applies acts where no run lives, to any session of the project, and ends by Ctrl-C', async () => {
    await using scene = openScene(WHOLE);
    const api = await startBotApi();
    expect((await scene.startRun(['--task', 'x'], { env: api.env }).ended).code).toBe(3);
    const unheard = await api.message('Waiting for you');
    expect(unheard.text).toContain(`runs: samocode listen --config ${scene.config}`);
    const listener = listen(scene, api);
    await listener.says('listening for 1 session');
    api.press(await api.message('Q1'), 'a) one');
    await listener.says('Q1 is answered');
    expect(statuses(scene).at(-1)).toBe('answered');
    listener.kill('SIGINT');
    expect((await listener.ended).code).toBe(0);
    expect((await listener.ended).stderr).toBe('');
  });

  attack(
    'An agent writes an update of the allowed person into the folder of the bot',
    { modes: ['bypass'], outcome: 'no effect' },
    async () => {
      await using scene = openScene(WHOLE);
      const api = await startBotApi();
      expect((await scene.startRun(['--task', 'x'], { env: api.env }).ended).code).toBe(3);
      const asked = await api.message('Q1');
      api.press(asked, 'a) one');
      const [forged] = api.pending();
      const updates = join(boxOf(scene), 'updates');
      mkdirSync(updates, { recursive: true });
      writeFileSync(join(updates, '0000000000000001.json'), JSON.stringify(forged));
      // Telegram itself never sends it.
      api.forget();
      const listener = listen(scene, api);
      await listener.says('listening for 1 session');
      api.say('/status');
      await until(() => api.pending().length === 0, 'the status to be told');
      listener.kill('SIGINT');
      await listener.ended;
      expect(statuses(scene)).not.toContain('answered');
    },
  );

  attack(
    'A stranger forges the data of a button that approves the plan',
    { modes: ['bypass'], outcome: 'refused' },
    async () => {
      await using scene = openScene(WHOLE);
      const api = await startBotApi();
      scene.begin('planning');
      expect((await scene.startRun([], { env: api.env }).ended).code).toBe(3);
      const plan = await api.message('your approval of the plan');
      const real = plan.buttons.find(({ text }) => text.includes('Approve'))?.callback_data ?? '';
      const [token = ''] = real.split(':');
      const made = {
        text: 'Made up',
        callback_data: `${token}:${'A'.repeat(real.length - token.length - 1)}`,
      };
      api.press({ ...plan, buttons: [made] }, 'Made up');
      const listener = listen(scene, api);
      await until(() => api.pending().length === 0, 'the press to be answered');
      listener.kill('SIGINT');
      await listener.ended;
      expect(statuses(scene)).not.toContain('approved');
    },
  );

  attack(
    'A member of a group approves, answers or resumes without TELEGRAM_USER_IDS',
    { modes: ['bypass'], outcome: 'refused' },
    async () => {
      await using scene = openScene(WHOLE);
      const api = await startBotApi();
      api.becomeGroup();
      scene.begin('planning');
      expect((await scene.startRun([], { env: api.env }).ended).code).toBe(3);
      const plan = await api.message('your approval of the plan');
      const listener = listen(scene, api);
      api.press(plan, 'Approve');
      await listener.says('TELEGRAM_USER_IDS is not set');
      api.say('/resume');
      await api.message('TELEGRAM_USER_IDS is not set');
      expect(statuses(scene)).not.toContain('approved');
      expect(statuses(scene)).not.toContain('resumed');
      api.say('/pause');
      await api.message('is paused until /resume');
      listener.kill('SIGINT');
      await listener.ended;
      const allowed = { ...api.env, TELEGRAM_USER_IDS: String(ANN.id) };
      const other = listen(scene, { ...api, env: allowed });
      api.press(plan, 'Approve');
      await other.says('Approved');
      other.kill('SIGINT');
      await other.ended;
    },
  );

  test('refuses an approval while an agent works, and takes a pause and a note for later', async () => {
    const slow = [goTo('implementation', { touch: 'works' }, { wait: 'go' }), goTo('testing')];
    await using scene = openScene(wholeBut({ implementation: slow }));
    const api = await startBotApi();
    scene.begin('planning');
    expect((await scene.startRun([], { env: api.env }).ended).code).toBe(3);
    const plan = await api.message('your approval of the plan');
    const listener = listen(scene, api);
    api.press(plan, 'Approve');
    await listener.says('Approved');
    const run = scene.startRun([], { env: api.env });
    await appears(join(scene.agent, 'works'));
    api.press({ ...plan, buttons: approveOf(api) }, 'Approve');
    await listener.says('An agent is at work in it');
    api.say('/pause');
    await api.message(
      'is paused until /resume it. It acts when the iteration in progress is over.',
    );
    api.say('tabs', { to: plan });
    await api.message('Noted for the next agent');
    writeFileSync(join(scene.agent, 'go'), '');
    expect((await run.ended).code).toBe(3);
    expect(statuses(scene).slice(-3)).toEqual(['continue', 'paused', 'noted']);
    await killed(listener);
  });

  test('only one listener per bot and machine polls; the second takes over when the first has ended', async () => {
    await using scene = openScene(WHOLE);
    const api = await startBotApi();
    scene.begin('investigation');
    const first = listen(scene, api);
    await until(() => api.requests.some(({ method }) => method === 'getUpdates'), 'a poll');
    const second = listen(scene, api);
    await second.says('listening');
    api.say('/status');
    await api.message('it: idle');
    await killed(first);
    api.say('/log');
    await api.message('Log of it');
    await killed(second);
  });

  test('survives garbage, refusals, timeouts and a rival, and reports each once', async () => {
    await using scene = openScene(WHOLE);
    const api = await startBotApi();
    scene.begin('investigation');
    const faults: (readonly [number, string])[] = [
      [200, 'garbage'],
      [200, '{"ok":true,"result":{"a":1}}'],
      [200, `{"ok":true,"result":[null,5,{"update_id":"x"},{"update_id":-1}]}`],
      [502, '<html>bad gateway</html>'],
      [429, '{"ok":false,"parameters":{"retry_after":1}}'],
    ];
    api.fault = ({ method }, response) => {
      if (method !== 'getUpdates') return false;
      const fault = faults.shift();
      if (fault === undefined) return false;
      response.writeHead(fault[0]).end(fault[1]);
      return true;
    };
    const listener = listen(scene, api);
    api.say('/status');
    await api.message('it: idle');
    const said = api.shown.length;
    api.fault = ({ method, body }, response) => {
      if (method !== 'sendMessage' || body['parse_mode'] === undefined) return false;
      response
        .writeHead(400)
        .end('{"ok":false,"description":"Bad Request: can\'t parse entities"}');
      return true;
    };
    api.say('/status');
    await until(() => api.shown.length > said, 'plain text');
    const conflict = '{"ok":false,"error_code":409,"description":"Conflict: terminated by other"}';
    let conflicts = 0;
    api.fault = ({ method }, response) => {
      if (method !== 'getUpdates') return false;
      conflicts += 1;
      response.writeHead(409).end(conflict);
      return true;
    };
    api.say('/status');
    await until(() => conflicts > 0, 'a conflict');
    listener.kill('SIGTERM');
    const end = await listener.ended;
    expect(end.code).toBe(0);
    expect(end.stderr.match(/polled by another machine/g)).toHaveLength(1);
    expect(conflicts).toBe(1);
    expect(end.stdout + end.stderr).not.toContain('telegram-secret');
  });

  test('names a webhook that takes what people send, and so does doctor', async () => {
    await using scene = openScene(WHOLE);
    const api = await startBotApi();
    scene.begin('investigation');
    const description = "Conflict: can't use getUpdates method while webhook is active";
    let refusals = 0;
    api.fault = ({ method }, response) => {
      if (method === 'getWebhookInfo') {
        response.end(JSON.stringify({ ok: true, result: { url: 'https://example.org/bot' } }));
        return true;
      }
      if (method !== 'getUpdates') return false;
      refusals += 1;
      response.writeHead(409).end(JSON.stringify({ ok: false, description }));
      return true;
    };
    const listener = listen(scene, api);
    await until(() => refusals > 0, 'a refusal');
    listener.kill('SIGTERM');
    const words = /this bot has a webhook.*\n? *→ remove it by deleteWebhook of the Bot API/;
    expect((await listener.ended).stderr).toMatch(words);
    const doctor = await scene.exec(['doctor', '--config', scene.config], { env: api.env });
    expect(doctor.stdout).toMatch(words);
  });

  test('needs Telegram to be set up', async () => {
    await using scene = openScene(WHOLE);
    const end = await scene.exec(['listen', '--config', scene.config]);
    expect(end).toMatchObject({ code: 2 });
    expect(end.stderr).toContain('TELEGRAM_BOT_TOKEN');
  });
});

test('a run polls Telegram only with --wait, and only while it waits', async () => {
  await using scene = openScene(WHOLE);
  const api = await startBotApi();
  await scene.startRun(['--task', 'x'], { env: api.env }).ended;
  expect(new Set(api.requests.map(({ method }) => method))).toEqual(new Set(['sendMessage']));
});

const TWO =
  '## Q1: Which?\na) one\nb) two\n\nAnswer:\n\n## Q2: When <now> & how?\n\nSuggestion: today\n\nAnswer: _waiting_\n';

/** A session that asks two questions and then goes on. */
function askingTwo(): Scene {
  const asks = turn({ status: 'waiting', for: 'qa_answers' }, { write: ['_qa.md', TWO] });
  return openScene(
    wholeBut({ requirements: [asks, turn({ status: 'continue', phase: 'planning' })] }),
  );
}

test('several questions are one message; it shows each answer, and the last opens the gate', async () => {
  await using scene = askingTwo();
  const api = await startBotApi();
  const run = await waits(stay(scene, api, '--task', 'x', '--timeout', '60'), 'qa_answers');
  const asked = await api.message(/Q1: Which[\s\S]*Q2: When <now> & how\?/);
  expect(api.shown).toHaveLength(1);
  expect(asked.text).toContain('(waits for your answers)');
  expect(asked.text).not.toMatch(/\bref\b|[0-9a-f]{8}/);
  api.press(asked, 'Q2 ★ today');
  await until(() => asked.text.endsWith('✅ Q2: today'), 'the answer below the questions');
  expect(asked.buttons.map(({ text }) => text)).toEqual(['Q1 a) one', 'Q1 b) two']);
  expect(statuses(scene)).not.toContain('answered');
  api.say('neither\nof them', { to: asked });
  await run.says('waiting for plan_approval');
  expect(scene.rows().find((row) => row['status'] === 'answered')).toMatchObject({
    answers: { '1': 'neither of them', '2': 'today' },
  });
  await closed(asked);
  expect(asked.text).toContain('✅ Q2: today\n✅ Q1: neither of them');
  await killed(run);
});

test('an edit of a reply that was not understood is taken, and of an answer is not', async () => {
  await using scene = askingTwo();
  const api = await startBotApi();
  const run = await waits(stay(scene, api, '--task', 'x'), 'qa_answers');
  const asked = await api.message('Q1: Which');
  const reply = api.say('one', { to: asked });
  await api.message('begin with the number of the question: Q1: …');
  api.edit(reply, 'Q1: one', { to: asked });
  await until(() => asked.text.includes('✅ Q1: one'), 'the answer');
  api.edit(reply, 'Q1: two', { to: asked });
  await api.message('An edit changes no answer that was given');
  expect(scene.read('_qa.md')).toContain('Answer: one\n');
  api.edit(api.say('hello'), '/stop');
  await api.message('Send it as a new message');
  expect(statuses(scene)).not.toContain('stopped');
  await killed(run);
});

test('a photo gets one answer an hour', async () => {
  await using scene = openScene(WHOLE);
  const api = await startBotApi();
  const run = await waits(stay(scene, api, '--task', 'x'), 'qa_answers');
  const chat = { id: 42, type: 'private' };
  const send = (media: object): void => {
    api.update({ message: { message_id: 900, chat, from: ANN, ...media } });
  };
  send({ photo: [{ file_id: 'f' }], caption: 'two' });
  send({ voice: { file_id: 'g' } });
  api.say('/log');
  await api.message('Log of it');
  const answers = api.shown.filter(({ text }) => text.includes('samocode reads text alone'));
  expect(answers).toHaveLength(1);
  await killed(run);
});

test('a plan that waits for approval comes as a file', async () => {
  await using scene = openScene(WHOLE);
  scene.begin('planning');
  const api = await startBotApi();
  expect((await scene.startRun([], { env: api.env }).ended).code).toBe(3);
  expect(api.files).toEqual([
    { name: PLAN.replace(':', '-'), text: scene.read(PLAN), topic: undefined },
  ]);
});

describe('in a topic of a forum', () => {
  const forum = async (): Promise<{ api: BotApi; env: Readonly<Record<string, string>> }> => {
    const api = await startBotApi();
    api.becomeGroup();
    api.becomeForum(77, 78);
    const own = { TELEGRAM_THREAD_ID: '77', TELEGRAM_USER_IDS: String(ANN.id) };
    return { api, env: { ...api.env, ...own } };
  };

  test('messages go there, and answers and commands are taken from there', async () => {
    await using scene = openScene(WHOLE);
    const { api, env } = await forum();
    const run = await waits(scene.startRun(['--wait', '--task', 'x'], { env }), 'qa_answers');
    api.say('/status', { topic: 78 });
    api.say('/status');
    api.say('/log', { topic: 77 });
    await api.message('Log of it');
    expect(api.shown.filter(({ text }) => text.startsWith('Status'))).toEqual([]);
    api.say('two', { to: await api.message('Q1'), topic: 77 });
    await run.says('waiting for plan_approval');
    await until(() => api.files.length === 1, 'the plan');
    expect(new Set([...api.shown, ...api.files].map(({ topic }) => topic))).toEqual(new Set([77]));
    await killed(run);
  });

  test('a session that was registered before the topic was set is in it now', async () => {
    await using scene = openScene(WHOLE);
    const { api, env } = await forum();
    const { TELEGRAM_THREAD_ID: _, ...before } = env;
    mkdirSync(join(scene.sessions, '26-01-01-early'));
    const listener = scene.start(['listen', '--config', scene.config], { env: before });
    await listener.says('listening for 1 session');
    await killed(listener);
    const run = await waits(scene.startRun(['--wait', '--task', 'x'], { env }), 'qa_answers');
    api.say('/log early', { topic: 78 });
    api.say('/log early', { topic: 77 });
    await api.message('Log of early');
    const logs = api.shown.filter(({ text }) => text.startsWith('Log of early'));
    expect(logs.map(({ topic }) => topic)).toEqual([77]);
    await killed(run);
  });

  test('a notice for a deleted topic goes to the chat itself, where it can be answered', async () => {
    await using scene = openScene(WHOLE);
    const { api, env } = await forum();
    api.loseTopic(77);
    const run = await waits(scene.startRun(['--wait', '--task', 'x'], { env }), 'qa_answers');
    const asked = await api.message('Q1');
    expect(asked.topic).toBeUndefined();
    expect(asked.text).toContain('topic 77 of TELEGRAM_THREAD_ID is deleted or closed');
    api.press(asked, 'b) two');
    await run.says('waiting for plan_approval');
    run.kill('SIGTERM');
    const { stdout, stderr } = await run.ended;
    const warnings = (stdout + stderr).match(/set TELEGRAM_THREAD_ID to/g);
    expect(warnings).toHaveLength(1);
  });
});

async function waits(run: Running, what: string): Promise<Running> {
  return await waitsFor(run, `waiting for ${what}`);
}

async function waitsFor(run: Running, text: string): Promise<Running> {
  await run.says(text);
  return run;
}

/** The buttons of the plan as they were sent, whatever became of the message since. */
function approveOf(api: BotApi): Shown['buttons'] {
  const sent = api.requests.map(({ body }) => JSON.stringify(body['reply_markup'] ?? {}));
  const plan = sent.find((markup) => markup.includes('"Approve"')) ?? '{}';
  return (JSON.parse(plan) as { inline_keyboard: Shown['buttons'][] }).inline_keyboard.flat();
}

function boxOf(scene: Scene): string {
  const telegram = join(scene.home, '.local/state/samocode/telegram');
  return join(telegram, readdirSync(telegram)[0] ?? '');
}

/** Files that hold the token. */
function leaks(scene: Scene): readonly string[] {
  const files = readdirSync(scene.root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  expect(files.length).toBeGreaterThan(10);
  return files.filter(
    (file) => existsSync(file) && readFileSync(file, 'utf8').includes('telegram-secret'),
  );
}
