import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type FakeGh, withPublishing } from '../support/gh.ts';
import { git, lives, openScene, type Scene, until } from '../support/program.ts';
import { turn } from '../support/program-agent.ts';

const SUMMARY = '11-29-10:00-summary-work.md';
const TEXT =
  '# Summary\n\n## Pull request\n\nAdd the code\n\nFor @ann, fixes #12.\n\n## Risk\n\nNone.\n';
const URL = 'https://gh.example/o/r/pull/7';

/** A session that commits once and is done. */
function working(): Scene {
  const scene = openScene({
    phases: {
      done: [
        turn(
          { status: 'done', summary: 'all done' },
          { work: ['code.txt', 'one\n'] },
          { commit: 'Do it' },
          { write: [SUMMARY, TEXT] },
        ),
      ],
    },
  });
  scene.begin('done');
  return scene;
}

const creates = (gh: FakeGh): number => gh.calls().filter((c) => c.startsWith('pr create')).length;
const head = (scene: Scene): string => git(scene.repo, 'rev-parse', 'it');
const last = (scene: Scene): Record<string, unknown> => scene.rows().at(-1) ?? {};

/** A commit that is on no branch of the project, as another person's. */
function foreign(scene: Scene): string {
  const tree = git(scene.repo, 'rev-parse', 'trunk^{tree}');
  return git(scene.repo, 'commit-tree', '-m', 'Another', '-p', 'trunk', tree);
}

test('before it is done its commit is pushed, and a draft is made from summary and facts', async () => {
  await using scene = working();
  const gh = withPublishing(scene);
  Object.assign(scene.env, { GH_TOKEN: 'gh-token', GITHUB_TOKEN: 'hub-token' });
  Object.assign(scene.env, { CLICOLOR_FORCE: '1', GH_FORCE_TTY: '100%' });
  const { code, stdout } = await scene.run();
  expect([code, gh.remote('it')]).toEqual([0, head(scene)]);
  expect(git(gh.bare, 'for-each-ref', '--format=%(refname)').split('\n')).toEqual([
    'refs/heads/it',
    'refs/heads/trunk',
  ]);
  const create = gh.calls().find((call) => call.startsWith('pr create'));
  expect(create).toBe(
    'pr create --draft --head=it --base=trunk --title=Add the code --body-file=-',
  );
  const body = gh.body();
  expect(body).toMatch(/^For @\u200bann, fixes #\u200b12\.\n\n## Risk\n\nNone\.\n\n---\n/);
  expect(body).toContain(`- \`${head(scene)}\`, from \`trunk (`);
  expect(body).toContain('- 1 commits, 1 files, +1 −0\n');
  expect(last(scene)).toMatchObject({ status: 'done', pullRequest: URL });
  expect(JSON.parse(scene.read('_receipt.json'))).toMatchObject({ pullRequest: URL });
  expect(stdout).toContain(`  pull request ${URL}\n`);
  expect((await scene.command('status')).stdout).toContain(`pull request ${URL}\n`);
  expect(gh.token()).toBe('gh-token');
  expect(JSON.stringify(scene.spawns())).not.toMatch(/gh-token|hub-token/);
});

test('a pull request that is there is taken, and one of a fork is not', async () => {
  for (const isCrossRepository of [false, true]) {
    await using scene = working();
    const gh = withPublishing(scene);
    gh.put('prs', JSON.stringify([{ url: `${URL}0`, headRefName: 'it', isCrossRepository }]));
    expect((await scene.run()).code).toBe(0);
    expect(creates(gh)).toBe(isCrossRepository ? 1 : 0);
    expect(last(scene)['pullRequest']).toBe(isCrossRepository ? URL : `${URL}0`);
  }
});

test('a branch without a commit of its own is not published', async () => {
  await using scene = openScene({
    phases: { done: [turn({ status: 'done', summary: 'nothing to do' })] },
  });
  const gh = withPublishing(scene);
  scene.begin('done');
  expect((await scene.run()).stdout).toContain('nothing is published');
  expect([gh.remote('it'), last(scene)['status']]).toEqual(['', 'done']);
});

describe('before the first spawn it is refused', () => {
  /** Blocked without a spawn; once the command that helps has run, the session goes on. */
  async function refused(refuse: (scene: Scene, gh: FakeGh) => void, words: string): Promise<void> {
    await using scene = working();
    const gh = withPublishing(scene);
    refuse(scene, gh);
    const { code, stdout } = await scene.run();
    expect([code, scene.spawns().length]).toEqual([4, 0]);
    expect(stdout).toContain(words);
    const [, cure] = / → (git .*push .*)\n/.exec(stdout) ?? [];
    if (cure !== undefined) execFileSync('/bin/sh', ['-c', cure], { stdio: 'pipe' });
    const isHelped = cure !== undefined || words.includes('gh');
    expect((await scene.run()).code).toBe(isHelped ? 0 : 4);
  }

  test('without a remote', async () => {
    await refused(
      (scene) => git(scene.repo, 'remote', 'remove', 'origin'),
      'PUBLISH needs a remote',
    );
  });

  test('when the base has commits that the remote lacks', async () => {
    const commit = ['commit', '-q', '--allow-empty', '-m', 'Not pushed'];
    await refused((scene) => git(scene.repo, ...commit), 'has 1 commit that origin lacks');
  });

  test('without a gh that starts', async () => {
    await refused((_scene, gh) => {
      gh.put('version-says', 'broken');
    }, 'PUBLISH needs gh, and it does not start: broken');
  });
});

test('a branch of the remote that moved is not overwritten; once it is free the next run publishes without an agent', async () => {
  await using scene = working();
  const gh = withPublishing(scene);
  const other = foreign(scene);
  git(scene.repo, 'push', '-q', 'origin', `${other}:refs/heads/it`);
  const { code, stdout } = await scene.run();
  expect([code, gh.remote('it')]).toEqual([4, other]);
  expect(stdout).toMatch(
    /origin did not take branch it: \[rejected\] \((?:fetch first|non-fast-forward)\)/,
  );
  const [, cure = ''] =
    /this run tries again|each run tries again\): .* → (git .*)\n/.exec(stdout) ?? [];
  const seen = execFileSync('/bin/sh', ['-c', cure], { encoding: 'utf8', cwd: '/', stdio: 'pipe' });
  expect(seen).toContain('Another');
  expect(await scene.status()).toMatchObject({ state: 'blocked', retried: true });
  const rows = scene.rows().length;
  expect((await scene.run()).code).toBe(4);
  expect(scene.rows()).toHaveLength(rows);
  git(gh.bare, 'update-ref', '-d', 'refs/heads/it');
  expect((await scene.run()).code).toBe(0);
  expect([gh.remote('it'), scene.spawns().length]).toEqual([head(scene), 1]);
  expect(last(scene)).toMatchObject({ status: 'done', costUsd: 0.01, pullRequest: URL });
});

test('a remote that refuses is asked once; a failure that may pass is tried three times', async () => {
  await using scene = working();
  const gh = withPublishing(scene);
  const hook = join(gh.bare, 'hooks', 'pre-receive');
  writeFileSync(hook, `#!/bin/sh\necho x >> ${gh.path('asked')}\necho no pushes today\nexit 1\n`);
  chmodSync(hook, 0o755);
  const refused = await scene.run();
  expect(refused.code).toBe(4);
  expect(refused.stdout).toContain(
    '[remote rejected] (pre-receive hook declined) remote: no pushes',
  );
  expect(readFileSync(gh.path('asked'), 'utf8')).toBe('x\n');
  chmodSync(hook, 0o644);
  gh.put('list-says', 'HTTP 502: bad gateway (https://user:secret@gh.example)');
  gh.put('for-ever');
  const failed = await scene.run();
  expect([failed.code, creates(gh)]).toEqual([4, 0]);
  expect(gh.calls().filter((call) => call.startsWith('pr list'))).toHaveLength(3);
  expect(failed.stdout).toContain('HTTP 502');
  expect(failed.stdout + scene.read('_signal_history.jsonl')).not.toContain('secret');
  gh.drop('for-ever');
  expect((await scene.run()).code).toBe(0);
  expect([creates(gh), scene.spawns().length]).toEqual([1, 1]);
});

test('a gh without a login is told with the command that logs in', async () => {
  await using scene = working();
  withPublishing(scene).put('list-says', 'To get started, please run:  gh auth login');
  const { code, stdout } = await scene.run();
  expect([code, stdout]).toEqual([4, expect.stringContaining('→ gh auth login\n')]);
});

test('a gh that does not answer is ended at its time limit', async () => {
  await using scene = working();
  const gh = withPublishing(scene);
  writeFileSync(scene.config, `${readFileSync(scene.config, 'utf8')}PUBLISH_TIMEOUT=1\n`);
  gh.put('list-hangs');
  const { code, stdout } = await scene.run();
  expect(code).toBe(4);
  expect(stdout).toContain('gh took longer than 1 s');
  expect(lives(Number(readFileSync(gh.path('list-there'), 'utf8')))).toBe(false);
});

describe('a run that is ended while it publishes leaves the rest to the next one, with one pull request', () => {
  async function ended(deed: 'list' | 'create', signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
    await using scene = working();
    const gh = withPublishing(scene);
    gh.put(`${deed}-hangs`);
    const run = scene.startRun();
    const there = (): string =>
      existsSync(gh.path(`${deed}-there`)) ? readFileSync(gh.path(`${deed}-there`), 'utf8') : '';
    await until(() => there() !== '', 'a gh that hangs');
    const pid = Number(there());
    expect(gh.remote('it')).toBe(head(scene));
    run.kill(signal);
    await run.ended;
    expect(scene.rows()).toHaveLength(0);
    gh.drop(`${deed}-there`);
    if (signal === 'SIGTERM') expect(lives(pid)).toBe(false);
    const next = scene.startRun();
    // The hanging gh of the dead run is ended before this run asks its own.
    if (deed === 'list') {
      await until(() => there() !== '', 'the next gh');
      expect(lives(pid)).toBe(false);
    }
    gh.drop(`${deed}-hangs`);
    expect((await next.ended).code).toBe(0);
    expect([creates(gh), scene.spawns().length]).toEqual([1, 1]);
    expect(last(scene)).toMatchObject({ status: 'done', pullRequest: URL });
  }

  test('killed between push and pull request', async () => {
    await ended('list', 'SIGKILL');
  });

  test('killed between pull request and row', async () => {
    await ended('create', 'SIGKILL');
  });

  test('stopped between push and pull request', async () => {
    await ended('list', 'SIGTERM');
  });
});
