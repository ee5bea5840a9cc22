import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { actsWhilePinged, actsWhileTold } from '../support/acts-while-told.ts';
import { appears, openScene, type Scene, until } from '../support/program.ts';
import { goTo, turn, WHOLE, wholeBut } from '../support/program-agent.ts';

/** An agent of investigation that works until the test lets it go. */
const WORKS = wholeBut({
  investigation: [goTo('investigation', { touch: 'works' }, { wait: 'go' }), goTo('requirements')],
});

async function startWorking(scene: Scene, ...args: readonly string[]) {
  const run = scene.startRun(['--task', 'x', ...args]);
  await appears(join(scene.agent, 'works'));
  return run;
}

const letGo = (scene: Scene): void => {
  writeFileSync(join(scene.agent, 'go'), '');
};
const byHand = (scene: Scene, name: string, text = ''): void => {
  mkdirSync(join(scene.folder(), '_inbox'), { recursive: true });
  writeFileSync(join(scene.folder(), '_inbox', name), text);
};
const statuses = (scene: Scene): readonly unknown[] => scene.rows().map((row) => row['status']);

describe('samocode pause', () => {
  test('acts when the iteration is over: exit 3, and a tick spawns nothing until resume', async () => {
    await using scene = openScene(WORKS);
    const run = await startWorking(scene);
    const said = await scene.command('pause', '--note', 'lunch');
    expect(said).toMatchObject({ code: 0, stderr: '' });
    expect(said.stdout).toContain('pauses when the iteration in progress is over');
    expect((await scene.status())['state']).toBe('running');
    letGo(scene);
    const end = await run.ended;
    expect(end.code).toBe(3);
    expect(end.stdout).toContain('paused by');
    expect(statuses(scene).slice(-2)).toEqual(['continue', 'paused']);
    expect(await scene.status()).toMatchObject({ state: 'paused', holder: null });
    const spawns = scene.spawns().length;
    expect((await scene.run('--gates', 'auto')).code).toBe(3);
    expect(scene.spawns()).toHaveLength(spawns);
    expect((await scene.command('resume')).stdout).toContain('ready');
    expect((await scene.run()).code).toBe(3);
    expect(await scene.status()).toMatchObject({ state: 'waiting', awaiting: 'qa_answers' });
  });

  test('after a run that was killed is kept, and says so; resume names the command that goes on', async () => {
    await using scene = openScene(WORKS);
    const run = await startWorking(scene);
    run.kill('SIGKILL');
    await run.ended;
    const refused = await scene.command('resume');
    expect(refused.stderr).toMatch(
      /the next run records it, .*: samocode run --config .* --session it\n/,
    );
    const said = await scene.command('pause');
    expect(said.stdout).toMatch(
      /it: the pause is kept for the next run, .*: samocode resume --config .*\n$/,
    );
    const spawns = scene.spawns().length;
    expect((await scene.run()).code).toBe(3);
    expect(scene.spawns()).toHaveLength(spawns);
    expect((await scene.command('resume')).stdout).toContain('ready');
  });

  test('is taken at once where no run lives, twice is once more a pause', async () => {
    await using scene = openScene(WHOLE);
    scene.begin('investigation');
    expect((await scene.command('pause')).stdout).toMatch(/^it: in investigation, paused by/);
    expect((await scene.command('pause')).code).toBe(0);
    expect(await scene.status()).toMatchObject({ state: 'paused' });
    expect(readdirSync(join(scene.folder(), '_inbox'))).toEqual([]);
    expect((await scene.run()).code).toBe(3);
    expect(scene.spawns()).toEqual([]);
  });

  test.each([
    ['pause', 'paused', 'pauses within a second', 3],
    ['stop', 'stopped', 'stops within a second', 4],
  ])(
    'or %s that comes while a run tells how it rests is taken by that run',
    async (act, status, words, code) => {
      await using scene = openScene({ spawns: [turn({ status: 'blocked', reason: 'no key' })] });
      scene.begin('investigation');
      const { api, said } = await actsWhileTold(scene, act);
      expect((await scene.startRun([], { env: api.env }).ended).code).toBe(code);
      expect((await said())?.stdout).toContain(words);
      expect(statuses(scene)).toEqual(['blocked', status]);
      expect(readdirSync(join(scene.folder(), '_inbox'))).toEqual([]);
    },
  );

  test.each([
    ['pause', 'paused', 'pauses when'],
    ['stop', 'stopped', 'stops when'],
  ])(
    'or %s that comes after the last look of a run is taken when the run is gone',
    async (act, status, words) => {
      await using scene = openScene({ spawns: [goTo('requirements')] });
      scene.begin('investigation');
      const { env, said } = await actsWhilePinged(scene, act);
      expect((await scene.startRun(['--once'], { env }).ended).code).toBe(0);
      expect((await said())?.stdout).toContain(words);
      expect(statuses(scene)).toEqual(['continue', status]);
      expect(readdirSync(join(scene.folder(), '_inbox'))).toEqual([]);
    },
  );

  test('by a file made by hand wakes a run that stays, which goes on at a resume', async () => {
    await using scene = openScene(WHOLE);
    const run = scene.startRun(['--task', 'x', '--wait']);
    await run.says('waiting for qa_answers');
    byHand(scene, 'pause');
    await run.says('paused by file');
    expect((await scene.command('answer', '--accept-suggestions')).code).toBe(0);
    await until(() => statuses(scene).at(-1) === 'answered', 'the answers');
    expect(await scene.status()).toMatchObject({ state: 'paused' });
    expect((await scene.command('resume')).code).toBe(0);
    await run.says('waiting for plan_approval');
    run.kill('SIGTERM');
    await run.ended;
  });
});

describe('samocode stop', () => {
  test('ends the run when the iteration is recorded, exit 7; the next run goes on', async () => {
    await using scene = openScene(WORKS);
    const run = await startWorking(scene, '--wait');
    expect((await scene.command('stop')).stdout).toContain('stops when the iteration in progress');
    letGo(scene);
    const end = await run.ended;
    expect(end.code).toBe(7);
    expect(end.stdout).toContain('stopped by');
    expect(statuses(scene).slice(-2)).toEqual(['continue', 'stopped']);
    expect((await scene.run()).code).toBe(3);
  });

  test('ends a run that waits at a gate, with the code of the gate', async () => {
    await using scene = openScene(WHOLE);
    const run = scene.startRun(['--task', 'x', '--wait']);
    await run.says('waiting for qa_answers');
    expect((await scene.command('stop')).stdout).toContain('within a second');
    expect((await run.ended).code).toBe(3);
  });

  test("ends a run that sleeps for the provider's limit", async () => {
    const limit = Math.floor(Date.now() / 1000) + 3600;
    await using scene = openScene(wholeBut({ init: [[{ begin: true }, { limit }]] }));
    const run = scene.startRun(['--task', 'x']);
    await run.says('sleeping until');
    await scene.command('stop');
    expect((await run.ended).code).toBe(7);
  });

  test('says so where nothing runs, and leaves nothing that would end the next run', async () => {
    await using scene = openScene(WHOLE);
    scene.begin('requirements');
    expect((await scene.command('stop')).stdout).toContain('there is nothing to stop');
    expect(existsSync(join(scene.folder(), '_inbox'))).toBe(false);
  });
});

describe('samocode note', () => {
  test.each([
    ['note', '…'],
    ['note', '...'],
    ['reject', '--note', ' … '],
  ])('the dots of an example are refused where the note is the act: %s %s', async (...args) => {
    await using scene = openScene(WHOLE);
    scene.begin('planning');
    const [name, ...rest] = args.filter((arg) => typeof arg === 'string');
    const end = await scene.command(name ?? '', ...rest);
    expect(end).toMatchObject({ code: 2 });
    expect(end.stderr).toMatch(/which is only the example\s+→ write them in its place/);
    expect(scene.rows().length).toBe(0);
  });

  test('the dots of an example are left out where a note is not needed', async () => {
    await using scene = openScene(WHOLE);
    scene.begin('planning');
    expect((await scene.command('pause', '--note', '…')).stderr).toContain('without the note');
    expect(await scene.command('resume', '--note', '…')).toMatchObject({ code: 0 });
    expect(statuses(scene)).toContain('resumed');
    expect(JSON.stringify(scene.rows())).not.toContain('…');
  });

  test('reaches the next agent, once, also when the run is killed before it could', async () => {
    await using scene = openScene({
      phases: { ...WORKS.phases, requirements: [turn({ status: 'blocked', reason: 'enough' })] },
    });
    const run = await startWorking(scene);
    expect((await scene.command('note', 'Use', 'the table')).code).toBe(0);
    byHand(scene, 'note.md', 'and tabs');
    run.kill('SIGKILL');
    await run.ended;
    letGo(scene);
    scene.script({
      phases: { ...WORKS.phases, requirements: [turn({ status: 'blocked', reason: 'enough' })] },
    });
    expect((await scene.run()).code).toBe(4);
    const told = scene.spawns().map(({ number }) => scene.prompt(number));
    expect(told.map((prompt) => prompt.includes('> Use the table'))).toEqual(
      told.map((prompt) => prompt.includes('> and tabs')),
    );
    // Later prompts have it as an earlier note.
    const first = 'They left a note. Their note:\n\n  > Use the table';
    expect(told.filter((prompt) => prompt.includes(first))).toHaveLength(1);
    expect(statuses(scene).filter((status) => status === 'noted')).toHaveLength(2);
  });

  test.each([[['note']], [['note', ' ']], [['note', 'a', '--file', 'b']]])(
    'is refused without a text of its own: %j',
    async (args) => {
      await using scene = openScene(WHOLE);
      scene.begin('investigation');
      const [name = '', ...rest] = args;
      expect((await scene.command(name, ...rest)).code).toBe(2);
    },
  );
});
