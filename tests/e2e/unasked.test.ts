import { expect, test } from 'vitest';
import { openScene } from '../support/program.ts';
import { QUESTIONS, type Turn, wholeBut } from '../support/program-agent.ts';

const REQUIREMENTS = '01-02-03:04-requirements-it.md';
const ASSUMED = '# Requirements\n\nNo open questions: the default port is kept\n';

/** Goes on to planning without a word of a person. */
function unasked(...deeds: Turn): readonly Turn[] {
  const signal = { status: 'continue', phase: 'planning', summary: 'on' };
  return [[{ begin: true }, ...deeds, { bare: signal }, { good: 0.01 }]];
}

test('with --questions optional requirements goes on with its assumptions, and the plan waits all the same', async () => {
  const requirements = unasked({ write: [REQUIREMENTS, ASSUMED] });
  await using scene = openScene(wholeBut({ requirements }));
  expect((await scene.run('--questions', 'optional')).code).toBe(3);
  expect(await scene.status()).toMatchObject({ phase: 'planning', awaiting: 'plan_approval' });
  expect(scene.rows().map(({ kind }) => kind)).not.toContain('person');
  const asked = scene.spawns().find(({ phase }) => phase === 'requirements');
  expect(scene.prompt(asked?.number ?? 0)).toContain('questions are optional');
});

test('without the line of assumptions it does not go on', async () => {
  const requirements = unasked({ write: [REQUIREMENTS, '# Requirements\n'] });
  await using scene = openScene(wholeBut({ requirements }));
  scene.env['SAMOCODE_QUESTIONS'] = 'optional';
  expect((await scene.run()).code).toBe(4);
  const last = scene.rows().at(-1);
  expect(last).toMatchObject({ phase: 'requirements', problem: 'missing' });
  expect(last?.['reason']).toContain('No open questions: <assumptions>');
});

test('questions that were asked close the gate, and so do the defaults', async () => {
  const file = { write: [REQUIREMENTS, ASSUMED] } as const;
  const asking = unasked(file, { write: ['_qa.md', QUESTIONS] });
  for (const [requirements, flags] of [
    [asking, ['--questions', 'optional']],
    [unasked(file), []],
  ] as const) {
    await using scene = openScene(wholeBut({ requirements }));
    expect((await scene.run(...flags)).code).toBe(4);
    expect(scene.rows().at(-1)).toMatchObject({ phase: 'requirements', problem: 'gate' });
  }
});
