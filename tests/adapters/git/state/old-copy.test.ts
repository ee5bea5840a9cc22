import { appendFileSync, existsSync, mkdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { writeRow } from '../../../../src/domain/session/row.ts';
import { git } from '../../../support/repository.ts';
import { iterationRow } from '../../../support/session-rows.ts';
import { entriesOf, type StateMachine, stateScene, writeAt } from '../../../support/state-scene.ts';

/** The session was on `a`, and is on `b` now. */
async function movedOn() {
  const scene = stateScene();
  const { a, b } = scene;
  a.write('src/one.ts', 'two\n');
  a.write('node_modules/x.js', 'ignored');
  await a.pushed();
  // A run writes it after its last push.
  writeAt(a.folder, 'session.log', 'ended\n');
  expect(await b.take()).toMatchObject({ kind: 'taken', aside: [] });
  b.write('src/two.ts', 'by b\n');
  await b.pushed(2);
  return scene;
}

const reasonOf = async (machine: StateMachine): Promise<string> => {
  const taken = await machine.take();
  return taken.kind === 'refused' ? taken.refusal.reason : taken.kind;
};

/** No name of a session: none shows it. */
const oldOf = (folder: string): string => join(dirname(folder), `.${basename(folder)}.old`);

describe('a machine that had the session before takes it again', () => {
  test('and its old copy is moved aside, with all of its bytes', async () => {
    const { a, b } = await movedOn();
    const [tree, folder] = [entriesOf(a.tree), entriesOf(a.folder)];
    const aside = [`${a.tree}.old`, oldOf(a.folder)];
    expect(await a.take()).toMatchObject({ kind: 'taken', aside });
    expect(entriesOf(a.tree)).toEqual(entriesOf(b.tree));
    expect(git(a.tree, 'branch', '--show-current')).toBe('it');
    expect(entriesOf(`${a.tree}.old`)).toEqual(tree);
    expect(entriesOf(oldOf(a.folder))).toEqual(folder);
    expect(git(`${a.tree}.old`, 'branch', '--show-current')).toBe('');
    expect(git(`${a.tree}.old`, 'status', '--porcelain')).toBe('M src/one.ts');
    expect((await a.push(3)).kind).toBe('pushed');
    expect((await b.push(3)).kind).toBe('lost');
  });

  test.each<[string, (a: StateMachine) => void, string]>([
    [
      'a changed file',
      (a) => {
        a.write('src/one.ts', 'mine\n');
      },
      'a worktree is in the way',
    ],
    [
      'a new file',
      (a) => {
        a.write('mine', '');
      },
      'a worktree is in the way',
    ],
    [
      'an act of a person',
      (a) => {
        appendFileSync(join(a.folder, '_signal_history.jsonl'), '{"n":2}\n');
      },
      'the session is here already',
    ],
    [
      'a message that no run has read',
      (a) => {
        writeAt(a.folder, '_inbox/note.json', '{}');
      },
      'the session is here already',
    ],
    [
      'a commit',
      (a) => {
        git(a.tree, 'commit', '-q', '--allow-empty', '-m', 'mine');
      },
      'has commits that the session does not have',
    ],
  ])('but not where it has %s', async (_, change, reason) => {
    const { a } = await movedOn();
    change(a);
    expect(await reasonOf(a)).toContain(reason);
    expect(existsSync(oldOf(a.folder)) || existsSync(`${a.tree}.old`)).toBe(false);
  });

  test('and what an attempt left there that died with the machine is moved aside, too, with its commits', async () => {
    const { a, b } = await movedOn();
    writeAt(a.folder, '.run/state.json', '{"mark":null}\n{"mark":{"log":"2.jsonl"}}\n');
    writeAt(a.folder, 'notes.md', 'of the agent\n');
    a.write('src/one.ts', 'of the agent\n');
    git(a.tree, 'commit', '-q', '--allow-empty', '-m', 'of the agent');
    const commit = git(a.tree, 'rev-parse', 'HEAD');
    const [tree, folder] = [entriesOf(a.tree), entriesOf(a.folder)];
    const aside = [`${a.tree}.old`, oldOf(a.folder)];
    expect(await a.take()).toMatchObject({ kind: 'taken', aside });
    expect(entriesOf(a.tree)).toEqual(entriesOf(b.tree));
    expect(git(a.tree, 'branch', '--show-current')).toBe('it');
    expect(git(a.clone, 'rev-parse', 'it-here')).toBe(commit);
    expect([entriesOf(`${a.tree}.old`), entriesOf(oldOf(a.folder))]).toEqual([tree, folder]);
  });

  test('and so is an iteration whose push no remote has seen', async () => {
    const { a, b, hook } = stateScene();
    await a.pushed();
    hook('pre-receive', 'exit 1');
    writeAt(a.folder, '_signal_history.jsonl', `{"n":1}\n${writeRow(iterationRow())}`);
    expect((await a.push(2)).kind).toBe('unmovable');
    hook('pre-receive', 'exit 0');
    expect(await b.take()).toMatchObject({ kind: 'taken' });
    expect(await a.take()).toMatchObject({ kind: 'taken' });
    expect((await b.push(3)).kind).toBe('lost');
  });

  test('but not where rows of unknown origin were not pushed', async () => {
    const { a, b, hook } = stateScene();
    await a.pushed();
    hook('pre-receive', 'exit 1');
    writeAt(a.folder, '_signal_history.jsonl', '{"n":1}\n{"n":2}\n');
    expect((await a.push(2)).kind).toBe('unmovable');
    hook('pre-receive', 'exit 0');
    expect(await b.take()).toMatchObject({ kind: 'taken' });
    expect(await reasonOf(a)).toContain('the session is here already');
  });

  test('and a folder without a note of this machine stays where it is', async () => {
    const { a, b } = stateScene();
    await a.pushed();
    mkdirSync(b.folder, { recursive: true });
    expect(await reasonOf(b)).toContain('the session is here already');
  });
});
