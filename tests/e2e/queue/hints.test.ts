import { expect, test } from 'vitest';
import { startBotApi } from '../../support/bot-api.ts';
import { QUESTIONS, turn } from '../../support/program-agent.ts';
import { DONE, openQueueScene } from '../../support/queue-scene.ts';

const ASKS = turn(
  { status: 'waiting', for: 'qa_answers', summary: 'asked' },
  { write: ['_qa.md', QUESTIONS] },
);

test('the commands that work, queue and list --all name for a session work from any folder', async () => {
  await using scene = openQueueScene();
  await scene.enqueue('it', [ASKS], { phase: 'requirements' });
  const whole = `samocode answer --config ${scene.config} --session it`;
  const elsewhere = { cwd: '/' };
  expect(await scene.finish()).toContain(`${whole} (`);
  for (const args of [
    ['queue'],
    ['queue', '--json'],
    ['list', '--all'],
    ['list', '--all', '--json'],
  ]) {
    expect((await scene.exec(args, elsewhere)).stdout, args.join(' ')).toContain(`${whole} (`);
  }
  const [, ...words] = whole.split(' ');
  const answered = await scene.exec([...words, '--accept-suggestions'], elsewhere);
  expect(answered).toMatchObject({ code: 0, stderr: '' });
  expect(answered.stdout).toContain(
    'ready; in line, but no samocode work starts sessions now; to start it: samocode work\n',
  );
  expect(await scene.stateOf('it')).toEqual({ kind: 'queued' });
}, 60_000);

test('an act on a session in line says that samocode work goes on with it, until it is asked to end', async () => {
  await using scene = openQueueScene();
  await scene.enqueue('it', [ASKS, DONE], { phase: 'requirements' });
  await scene.enqueue('other', [ASKS], { phase: 'requirements' });
  await scene.enqueue('slow', [turn({ status: 'done', summary: 'x' }, { wait: 'go' })]);
  const work = scene.work();
  await work.says('it: waiting for qa_answers');
  await work.says('other: waiting for qa_answers');
  const answer = async (session: string): Promise<string> => {
    const words = ['answer', '--config', scene.config, '--session', session];
    return (await scene.exec([...words, '--accept-suggestions'])).stdout;
  };
  expect(await answer('it')).toContain('ready; samocode work goes on with it\n');
  expect((await scene.exec(['work', '--drain'])).stdout).toContain('starts nothing more');
  // A samocode work that begins now would end with 6.
  expect(await answer('other')).toMatch(
    /ready; in line, but samocode work ends after its runs, and the next samocode work starts it\n$/,
  );
  scene.touch('go');
  await work.ended;
}, 60_000);

test('a reply in Telegram while samocode work ends names no command', async () => {
  await using scene = openQueueScene();
  const api = await startBotApi();
  const env = { env: api.env };
  await scene.enqueue('it', [ASKS], { phase: 'requirements' });
  await scene.enqueue('slow', [turn({ status: 'done', summary: 'x' }, { wait: 'go' })]);
  const work = scene.work([], env);
  await work.says('it: waiting for qa_answers');
  const listener = scene.start(['listen', '--config', scene.config], env);
  await listener.says('listening for');
  await scene.exec(['work', '--drain']);
  api.press(await api.message(/Waiting for you: it/), 'b)');
  await listener.says('It is in line: samocode work ends after its runs, and the next samocode');
  expect(api.shown.map(({ text }) => text).join('\n')).not.toContain('Start it with');
  scene.touch('go');
  await work.ended;
  listener.kill('SIGINT');
  await listener.ended;
}, 60_000);

test('a reply in Telegram about a session in line names samocode work, and no run by hand', async () => {
  await using scene = openQueueScene();
  const api = await startBotApi();
  const env = { env: api.env };
  await scene.enqueue('it', [ASKS, ASKS, DONE], { phase: 'requirements' });
  await scene.enqueue('other', [ASKS], { phase: 'requirements' });
  const work = scene.work([], env);
  await work.says('it: waiting for qa_answers');
  await work.says('other: waiting for qa_answers');
  const listener = scene.start(['listen', '--config', scene.config], env);
  await listener.says('listening for');
  const asked = (name: string) => api.message(new RegExp(`Waiting for you: ${name}`));
  api.press(await asked('it'), 'b)');
  await listener.says('all of it. It is in line: samocode work goes on with it.');
  expect(api.shown.map(({ text }) => text).join('\n')).not.toContain('Start it with');
  work.kill('SIGTERM');
  await work.ended;
  api.press(await asked('other'), 'b)');
  await listener.says('all of other. It is in line: no samocode work starts sessions now.');
  const { text } = await api.message('Nothing runs other now');
  expect(text).toContain('Start it with:\nsamocode work');
  listener.kill('SIGINT');
  await listener.ended;
}, 60_000);
