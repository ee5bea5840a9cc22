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

test('Enter keeps an answer with all its lines, and takes the suggestion where there is none', async () => {
  await using scene = await asked();
  const args = ['answer', '--config', scene.config, '--session', SESSION];
  await using terminal = startOnTerminal(scene, args);
  await terminal.shows(/\[3,/);
  terminal.tell('type ');
  await terminal.shows(/\[here\]/);
  terminal.tell('type ');
  expect(await terminal.code).toBe(0);
  expect(scene.read('_qa.md')).toBe(`${FIRST}${SECOND}${THIRD.replace('_waiting_', 'here')}`);
});

test('what is typed at an answered question is its answer', async () => {
  await using scene = await asked();
  const args = ['answer', '--config', scene.config, '--session', SESSION];
  await using terminal = startOnTerminal(scene, args);
  await terminal.shows(/Q2: Which port/);
  terminal.tell('type 4');
  await terminal.shows(/\[here\]/);
  terminal.tell('type there');
  expect(await terminal.code).toBe(0);
  const second = SECOND.replace('3,\nas it was', '4');
  expect(scene.read('_qa.md')).toBe(`${FIRST}${second}${THIRD.replace('_waiting_', 'there')}`);
});
