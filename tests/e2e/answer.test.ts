import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startOnTerminal } from '../support/on-terminal.ts';
import { openScene, type Scene, SESSION } from '../support/program.ts';
import { turn } from '../support/program-agent.ts';

const FIRST = '## Q1: Which database?\n\nAnswer: PostgreSQL:\n```\n  port: 1\n```\n\n';
const SECOND = '## Q2: Which port?\nSuggestion: 2\n\nAnswer: 3,\nas it was\n\n';
const THIRD = '## Q1: Where?\nSuggestion: here\n\nAnswer: _waiting_\n';

/** A session whose second round begins at Q1 again. */
async function asked(): Promise<Scene> {
  const waits = turn({ status: 'waiting', for: 'qa_answers' }, { write: ['_qa.md', '## Q9: x'] });
  const scene = openScene({ phases: { requirements: [waits] } });
  scene.begin('requirements');
  expect((await scene.run()).code).toBe(3);
  writeFileSync(join(scene.folder(), '_qa.md'), `${FIRST}${SECOND}${THIRD}`);
  return scene;
}

test('--accept-suggestions leaves what is answered as it is', async () => {
  await using scene = await asked();
  expect((await scene.command('answer', '--accept-suggestions')).code).toBe(0);
  expect(scene.read('_qa.md')).toBe(`${FIRST}${SECOND}${THIRD.replace('_waiting_', 'here')}`);
});

test('--set that answers a question twice is refused, and nothing is written', async () => {
  await using scene = await asked();
  const before = scene.read('_qa.md');
  const twice = await scene.command('answer', '--set', '2=a', '--set', 'Q2=b');
  expect(twice).toMatchObject({ code: 2 });
  expect(twice.stderr).toContain('--set answers question 2 twice');
  expect(scene.read('_qa.md')).toBe(before);
});

test('Enter keeps an answer with all its lines, and takes the suggestion where there is none', async () => {
  await using scene = await asked();
  const args = ['answer', '--config', scene.config, '--session', SESSION];
  await using terminal = startOnTerminal(scene, args);
  await terminal.shows(/\[3,/);
  terminal.tell('type ');
  await terminal.shows(/\[here\]/);
  terminal.tell('type ');
  await terminal.shows(/Q2: \(as it is\)/);
  await terminal.shows(/Write them\? \[Y\/n\]/);
  terminal.tell('type ');
  expect(await terminal.code).toBe(0);
  expect(scene.read('_qa.md')).toBe(`${FIRST}${SECOND}${THIRD.replace('_waiting_', 'here')}`);
});

test('what is typed at an answered question is its answer', async () => {
  await using scene = await asked();
  const args = ['answer', '--config', scene.config, '--session', SESSION];
  await using terminal = startOnTerminal(scene, args);
  await terminal.shows(/Q2 \(1 of 2\): Which port/);
  terminal.tell('type 4');
  await terminal.shows(/\[here\]/);
  terminal.tell('type there');
  await terminal.shows(/Write them/);
  terminal.tell('type y');
  expect(await terminal.code).toBe(0);
  const second = SECOND.replace('3,\nas it was', '4');
  expect(scene.read('_qa.md')).toBe(`${FIRST}${second}${THIRD.replace('_waiting_', 'there')}`);
});

const MAY_TEST = '## Q1.1: May I test?\n\nAnswer:\n\n';
const MAY_DEPLOY = '## Q1.2: May I deploy?\n\nAnswer:\n';

test('--set with several lines is one answer, and is refused where several open questions have the number', async () => {
  await using scene = await asked();
  writeFileSync(join(scene.folder(), '_qa.md'), MAY_TEST + MAY_DEPLOY);
  const said = await scene.command('answer', '--set', '1=yes, but\nonly on staging');
  expect(said.code).toBe(2);
  expect(said.stderr).toContain('several open questions of _qa.md have the number 1');
  expect(scene.read('_qa.md')).toBe(MAY_TEST + MAY_DEPLOY);
});

test('--file answers the questions that have its wording, and no other of their number', async () => {
  await using scene = await asked();
  writeFileSync(join(scene.folder(), '_qa.md'), MAY_TEST + MAY_DEPLOY);
  const file = join(scene.root, 'mine.md');
  const answered = MAY_TEST.replace('Answer:', 'Answer: yes, but\nonly on staging');
  writeFileSync(file, answered + MAY_DEPLOY);
  const part = await scene.command('answer', '--file', file);
  expect(part.stdout + part.stderr).toContain('still without an answer: Q1');
  const written = MAY_TEST.replace('Answer:', 'Answer: yes, but only on staging');
  expect(scene.read('_qa.md')).toBe(written + MAY_DEPLOY);
  expect(await scene.status()).toMatchObject({ state: 'waiting', awaiting: 'qa_answers' });
  writeFileSync(file, `${MAY_DEPLOY.replace('Answer:', 'Answer: no')}\n${answered}`);
  expect((await scene.command('answer', '--file', file)).code).toBe(0);
  expect(scene.read('_qa.md')).toBe(written + MAY_DEPLOY.replace('Answer:', 'Answer: no'));
});

test('confirmed answers are for the questions as they were asked, also where one was answered since', async () => {
  await using scene = await asked();
  writeFileSync(join(scene.folder(), '_qa.md'), MAY_TEST + MAY_DEPLOY);
  await using terminal = startOnTerminal(scene, ['answer', SESSION, '--config', scene.config]);
  await terminal.shows(/May I test/);
  terminal.tell('type yes');
  await terminal.shows(/May I deploy/);
  terminal.tell('type no');
  await terminal.shows(/Write them/);
  const since = MAY_TEST.replace('Answer:', 'Answer: maybe');
  writeFileSync(join(scene.folder(), '_qa.md'), since + MAY_DEPLOY);
  terminal.tell('type y');
  expect(await terminal.code).toBe(0);
  const [yes, no] = ['yes', 'no'].map((said) => `Answer: ${said}`);
  expect(scene.read('_qa.md')).toBe(
    MAY_TEST.replace('Answer:', yes ?? '') + MAY_DEPLOY.replace('Answer:', no ?? ''),
  );
});

const CHOICES = '## Q1: Which?\na) one\nb) two\n\nSuggestion: a\n\nAnswer: _waiting_\n\n';
const OWN = '## Q2: What name?\n\nAnswer: _waiting_\n';

test('an option is chosen by its letter, = begins own words, < goes back, and a summary comes first', async () => {
  await using scene = await asked();
  writeFileSync(join(scene.folder(), '_qa.md'), CHOICES + OWN);
  const args = ['answer', SESSION, '--config', scene.config];
  await using terminal = startOnTerminal(scene, args);
  await terminal.shows(/Q1 \(1 of 2\): Which\?/);
  terminal.tell('type z');
  await terminal.shows(/type one of a, b, or = and your own words/);
  terminal.tell('type b');
  await terminal.shows(/Q2 \(2 of 2\): What name\?/);
  terminal.tell('type <');
  await terminal.shows(/\[b\) two\]>/);
  terminal.tell('type =both, in turn');
  await terminal.shows(/Q2.*\n?/);
  terminal.tell('type TBD');
  await terminal.shows(/that is a placeholder/);
  terminal.tell('type Shop');
  await terminal.shows(/Q1: both, in turn/);
  expect(scene.read('_qa.md')).toBe(CHOICES + OWN);
  terminal.tell('type ');
  expect(await terminal.code).toBe(0);
  const written = [CHOICES, OWN].map((text, at) =>
    text.replace('_waiting_', at === 0 ? 'both, in turn' : 'Shop'),
  );
  expect(scene.read('_qa.md')).toBe(written.join(''));
});

test('nothing is written where the person does not confirm the summary', async () => {
  await using scene = await asked();
  writeFileSync(join(scene.folder(), '_qa.md'), OWN);
  await using terminal = startOnTerminal(scene, ['answer', SESSION, '--config', scene.config]);
  await terminal.shows(/1 of 1/);
  terminal.tell('type Shop');
  await terminal.shows(/Write them/);
  terminal.tell('type n');
  expect(await terminal.code).toBe(3);
  await terminal.shows(/Nothing was written/);
  expect(scene.read('_qa.md')).toBe(OWN);
});
