import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { HandOver } from '../../src/domain/report/hand-over.ts';
import { git, openScene, type Scene } from '../support/program.ts';
import { goTo, turn } from '../support/program-agent.ts';

const AUTHOR = ['-c', 'user.name=A', '-c', 'user.email=a@localhost'];
const SUMMARY = '11-29-10:00-summary-work.md';

/** A session that is done after one commit, in a project whose path has a space and a quote. */
function done(): Scene {
  const scene = openScene({
    phases: {
      implementation: [goTo('testing', { work: ['code.txt', 'one\n'] }, { commit: 'Do it' })],
      testing: [goTo('quality')],
      quality: [goTo('done')],
      done: [turn({ status: 'done', summary: 'all done' }, { write: [SUMMARY, '# Summary\n'] })],
    },
  });
  const repo = join(scene.root, "the repo's");
  renameSync(scene.repo, repo);
  const text = readFileSync(scene.config, 'utf8').replace('MAIN_REPO=repo', `MAIN_REPO=${repo}`);
  writeFileSync(scene.config, text);
  scene.begin('implementation');
  return Object.assign(scene, { repo });
}

/** What a person does who pastes a command in another folder. */
function paste(command: string | null): string {
  return execFileSync('/bin/sh', ['-c', command ?? 'exit 1'], {
    ...{ cwd: '/', encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] },
  });
}

async function handOverOf(scene: Scene): Promise<HandOver> {
  return (await scene.status())['handOver'] as HandOver;
}

test('run, status, report and the event say where the work is and how to take it over', async () => {
  await using scene = done();
  const event = join(scene.root, 'event.json');
  scene.env['SAMOCODE_ON_EVENT'] = `grep '"event":"done"' > ${event}; true`;
  const { stdout } = await scene.run();
  const base = git(scene.repo, 'rev-parse', 'trunk');
  const handOver = await handOverOf(scene);
  expect(handOver).toMatchObject({
    ...{ branch: 'it', worktree: join(scene.worktrees, 'it'), costUsd: 0.04, uncommitted: 0 },
    base: { name: 'trunk', commit: base },
    changes: { commits: 1, files: 1, insertions: 1, deletions: 0 },
    summary: join(scene.folder(), SUMMARY),
  });
  const lines = [
    /branch +it, 1 commit, 1 file \+1 −0, from trunk \([0-9a-f]{10}\)\n/,
    /look +git -C '/,
    /merge +git -C '/,
    /clean up +git -C '/,
  ];
  const told = JSON.parse(readFileSync(event, 'utf8')) as { text: string; handOver: unknown };
  expect(told.handOver).toEqual(handOver);
  for (const text of [stdout, `${told.text}\n`]) {
    for (const line of lines) expect(text).toMatch(line);
  }
  const status = (await scene.command('status')).stdout;
  expect(status).toMatch(/^last action /m);
  expect(status).not.toMatch(/^next /m);
  const report = (await scene.command('report')).stdout;
  for (const command of [handOver.look, handOver.merge, handOver.cleanUp]) {
    expect(status).toContain(command);
    expect(report).toContain(`    ${command ?? ''}\n`);
  }
});

test('each command works when pasted, and what is gone is no longer named', async () => {
  await using scene = done();
  await scene.run();
  const { look, merge, cleanUp } = await handOverOf(scene);
  git(scene.repo, 'switch', '-q', '-c', 'other');
  const elsewhere = await handOverOf(scene);
  expect(paste(look)).toContain('Do it');
  expect(elsewhere.merge).not.toBe(merge);
  paste(elsewhere.merge);
  expect(git(scene.repo, 'log', '--format=%s', '-1', 'trunk')).toBe('Do it');
  paste(cleanUp);
  expect(existsSync(join(scene.worktrees, 'it'))).toBe(false);
  expect(git(scene.repo, 'branch', '--list', 'it')).toBe('');
  const gone = { branch: null, worktree: null, look: null, merge: null, cleanUp: null };
  expect(await handOverOf(scene)).toMatchObject({ ...gone, costUsd: 0.04 });
  // Not the branch that the repository is on.
  const report = (await scene.command('report')).stdout;
  expect(report).toContain('Its branch and its worktree are gone, as after a merge and a clean-up');
  expect(report).not.toContain('on branch');
  expect(report).toContain('Do it');
});

test('without its worktree the report has the branch of the session, and no tag of its name', async () => {
  await using scene = done();
  await scene.run();
  git(scene.repo, 'worktree', 'remove', '--force', join(scene.worktrees, 'it'));
  git(scene.repo, 'tag', 'it', 'trunk');
  const report = (await scene.command('report')).stdout;
  expect(report).toContain('on branch it');
  expect(report).toContain('Do it');
  expect(report).not.toContain('refs/heads');
});

test('a run that finds the session done is one line; one that is not done has nothing to hand over', async () => {
  await using scene = done();
  await scene.run('--once');
  expect((await scene.status())['handOver']).toBeNull();
  await scene.run();
  const again = await scene.run();
  expect(again.stdout.trim().split('\n')).toHaveLength(1);
  rmSync(join(scene.home, '.local/state/samocode/sessions'), { recursive: true });
  expect(await handOverOf(scene)).toMatchObject({ changes: null, branch: 'it' });
});

test('the worktree of a repository with submodules is removed unless a commit of theirs would be lost', async () => {
  await using scene = done();
  const library = join(scene.root, 'library');
  mkdirSync(library);
  git(library, 'init', '-q');
  git(library, ...AUTHOR, 'commit', '-q', '--allow-empty', '-m', 'first');
  const add = ['submodule', '--quiet', 'add', library, 'lib'];
  git(scene.repo, '-c', 'protocol.file.allow=always', ...add);
  git(scene.repo, 'commit', '-q', '-m', 'Add a submodule');
  Object.assign(scene.env, {
    GIT_CONFIG_COUNT: '1',
    GIT_CONFIG_KEY_0: 'protocol.file.allow',
    GIT_CONFIG_VALUE_0: 'always',
  });
  await scene.run();
  const worktree = join(scene.worktrees, 'it');
  const lib = join(worktree, 'lib');
  const { merge, cleanUp } = await handOverOf(scene);
  paste(merge);
  git(lib, ...AUTHOR, 'commit', '-q', '--allow-empty', '-m', 'mine');
  git(worktree, 'update-index', '--assume-unchanged', 'lib');
  expect(() => paste(cleanUp)).toThrow();
  expect(existsSync(worktree)).toBe(true);
  git(lib, 'reset', '-q', '--hard', 'HEAD^');
  paste(cleanUp);
  expect(existsSync(worktree)).toBe(false);
});
