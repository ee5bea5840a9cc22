import { expect, test } from 'vitest';
import { QUESTIONS, turn } from '../../support/program-agent.ts';
import { openQueueScene } from '../../support/queue-scene.ts';

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
  expect(answered.stdout).toContain('ready; samocode work goes on with it');
  expect(await scene.stateOf('it')).toEqual({ kind: 'queued' });
}, 60_000);
