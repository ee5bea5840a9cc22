import { spawnSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { assetsOf, fencesOf, inlineCode } from '../support/assets.ts';
import { openScene, program, type Scene } from '../support/program.ts';
import { turn, WHOLE, wholeBut } from '../support/program-agent.ts';

const { text: SKILL = '' } = assetsOf('skill').find(({ name }) => name === 'samocode-run') ?? {};
const [START = '', WATCH = ''] = fencesOf(SKILL).map(({ body }) => body);
const INLINE = [...new Set(inlineCode(SKILL).filter((code) => code.startsWith('samocode ')))];
/** As a parent waits for it: the exit code is that of the run. */
const RUN = `${START}wait $!\n`;

const QUESTIONS = ['One', 'Two'].map(
  (title, at) => `## Q${at + 1}: ${title}?\na) yes\nb) no\n\nSuggestion: a\n\nAnswer: _waiting_\n`,
);
const TWO_QUESTIONS = wholeBut({
  requirements: [
    turn(
      { status: 'waiting', for: 'qa_answers', summary: 'asked' },
      { write: ['_qa.md', `# Questions\n\n${QUESTIONS.join('\n')}`] },
    ),
    ...(WHOLE.phases?.requirements ?? []).slice(1),
  ],
});

test('a parent serves a session, from its task to done, by the commands of samocode-run as written', async () => {
  await using scene = openScene(TWO_QUESTIONS);
  const { does, doesInline, left } = openParent(scene);
  doesInline('doctor');
  does(RUN, 3);
  expect(does(WATCH, 0)).toMatch(/"awaiting": ?"qa_answers"/);
  for (const look of ['why', 'list', 'history', 'report', 'logs']) doesInline(look);
  doesInline('answer add-login --set');
  does(RUN, 3);
  doesInline('reject');
  does(RUN, 3);
  expect(scene.prompt(scene.spawns().length)).toContain('Their reasons');
  doesInline('approve');
  for (const act of ['note', 'pause', 'resume add-login --note', 'resume add-login'])
    doesInline(act);
  doesInline('stop');
  does(RUN, 0);
  expect(left()).toEqual(['samocode answer add-login --accept-suggestions', 'samocode listen']);
  // Some 20 commands and 6 agents, one after another.
}, 180_000);

test('"take the suggestions" is one command of samocode-run', async () => {
  await using scene = openScene(TWO_QUESTIONS);
  const { does, doesInline } = openParent(scene);
  does(RUN, 3);
  doesInline('answer add-login --accept-suggestions');
  does(RUN, 3);
  expect(does('samocode status add-login --json', 0)).toMatch(/"awaiting": ?"plan_approval"/);
});

/** A shell without a terminal in the project, with `samocode` on its PATH. */
function openParent(scene: Scene) {
  const bin = join(scene.root, 'bin');
  mkdirSync(bin);
  symlinkSync(program(), join(bin, 'samocode'));
  writeFileSync(join(scene.root, 'task.md'), 'Add a login form');
  const env = { ...scene.env, PATH: `${bin}:${scene.env['PATH'] ?? ''}` };
  const done = new Set<string>();
  const does = (command: string, code: number): string => {
    const how = { cwd: scene.root, env, encoding: 'utf8', input: '' } as const;
    const { status, stdout, stderr } = spawnSync('/bin/sh', ['-c', command], how);
    expect({ command, status, stderr }).toMatchObject({ command, status: code });
    return stdout;
  };
  return {
    does,
    /** The command of the text that begins so. */
    doesInline: (start: string): void => {
      const command = INLINE.find(
        (code) => code.startsWith(`samocode ${start}`) && !done.has(code),
      );
      expect(command, `samocode ${start}`).toBeDefined();
      does(command ?? '', 0);
      done.add(command ?? '');
    },
    left: () => INLINE.filter((code) => !done.has(code)),
  };
}
