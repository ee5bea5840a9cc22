import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { PHASES } from '../../src/domain/phases/phase.ts';
import { PROVIDER_NAMES } from '../../src/domain/provider/provider-name.ts';
import { NO_BUBBLEWRAP } from '../support/bubblewrap.ts';
import { REAL_USERS } from '../support/users.ts';
import { follower } from './support/follower.ts';
import type { ScriptedModel } from './support/model.ts';
import { createRig } from './support/rig.ts';
import { expectWithinBudget } from './support/token-budget.ts';

/** In CI bwrap is tried as a normal user alone: it takes half a minute less. */
const BOXED_USERS = process.env['CI'] === undefined ? REAL_USERS : (['normal user'] as const);
const WAYS = [
  ...REAL_USERS.map((user) => ({ user, mode: 'bypass' })),
  ...(NO_BUBBLEWRAP === undefined ? BOXED_USERS.map((user) => ({ user, mode: 'bwrap' })) : []),
];

describe.each(PROVIDER_NAMES)('a session with %s', (provider) => {
  test.each(WAYS)(
    'goes from init to done as $user in $mode, through both gates and a restart, within its token budget',
    async ({ user, mode }) => {
      const env = { SAMOCODE_SANDBOX: mode === 'bwrap' ? mode : 'none' };
      await using rig = await createRig({ provider, user, model: follower, env });

      const asked = await rig.samocode('--task', 'Write a greeting');
      expect(asked, describeRun(asked)).toMatchObject({ exitCode: 3 });
      expect(await rig.status()).toMatchObject({ state: 'waiting', phase: 'requirements' });
      expect(rig.api.questions[0]?.prompt).toContain('Write a greeting');
      const before = rig.api.questions.length;
      expect((await rig.samocode()).exitCode).toBe(3);
      expect(rig.api.questions.length).toBe(before);

      expect(await rig.samocode('answer', '--accept-suggestions')).toMatchObject({ exitCode: 0 });
      expect(rig.read('_qa.md')).toMatch(/Answer: English[^]*Answer: Returned/);
      const planned = await rig.samocode();
      expect(planned, describeRun(planned)).toMatchObject({ exitCode: 3 });
      expect(await rig.status()).toMatchObject({ state: 'waiting', phase: 'planning' });

      expect(await rig.samocode('approve')).toMatchObject({ exitCode: 0 });
      const bounded = await rig.samocode('--max-iterations', '1');
      expect(bounded, describeRun(bounded)).toMatchObject({ exitCode: 7 });
      expect(await rig.status()).toMatchObject({ phase: 'testing' });

      const finished = await rig.samocode();
      expect(finished, describeRun(finished)).toMatchObject({ exitCode: 0 });
      expect(await rig.status()).toMatchObject({ state: 'done', phase: 'done' });
      const iterations = rig.history().filter(({ kind }) => kind === 'iteration');
      expect(new Set(iterations.map(({ sourcePhase }) => sourcePhase))).toEqual(new Set(PHASES));
      expect(iterations.map(({ iteration }) => iteration)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
      for (const { usage } of iterations) {
        expect(usage).toMatchObject({ inputTokens: 2000, outputTokens: 100 });
      }
      for (const { costUsd } of provider === 'claude' ? iterations : []) {
        expect(costUsd).toBeGreaterThan(0);
      }
      expect(commitsIn(rig.worktree)).toEqual(['Add the greeting', 'Begin']);
      expect(JSON.parse(rig.read('_receipt.json'))).toMatchObject({
        head: gitIn(rig.worktree, 'rev-parse', 'HEAD'),
        branch: gitIn(rig.worktree, 'rev-parse', '--abbrev-ref', 'HEAD'),
        base: { commit: gitIn(rig.worktree, 'rev-parse', 'HEAD^') },
        changes: changesIn(rig.worktree),
        uncommitted: gitIn(rig.worktree, 'status', '--porcelain').split('\n').filter(Boolean)
          .length,
        iterations: 9,
      });

      console.log(`${provider}, tokens: ${expectWithinBudget(provider, rig.api.questions)}`);
      const asksBefore = rig.api.questions.length;
      expect(await rig.samocode()).toMatchObject({ exitCode: 0 });
      expect(rig.api.questions.length).toBe(asksBefore);
    },
  );

  test('takes a task of 1 MB from a file', async () => {
    await using rig = await createRig({ provider, model: follower });
    const file = path.join(rig.root, 'task.md');
    writeFileSync(file, `${'Greet them all. '.repeat(65_536)}\nTHE-END-OF-THE-TASK\n`);
    const run = await rig.samocode('--task-file', file, '--once');
    expect(run, describeRun(run)).toMatchObject({ exitCode: 0 });
    const stored = /read it in this file: (.+)/.exec(rig.api.questions[0]?.prompt ?? '');
    expect(execFileSync('tail', ['-n', '1', stored?.[1] ?? ''], { encoding: 'utf8' })).toBe(
      'THE-END-OF-THE-TASK\n',
    );
  });

  test('keeps its secrets and the prompt out of what others can read', async () => {
    const seen = '"$SESSION/seen.txt"';
    const spy: ScriptedModel = (request) => {
      const reply = follower(request);
      if (reply.kind !== 'shell') return reply;
      const look = `{ env; cat /proc/*/cmdline 2>/dev/null | tr '\\0' '\\n'; } > ${seen}`;
      return {
        kind: 'shell',
        command: reply.command.replace(/^cd .*$/m, (cd) => `${cd}\n${look}`),
      };
    };
    await using rig = await createRig({
      provider,
      model: spy,
      env: { TELEGRAM_BOT_TOKEN: '123:secret-of-the-bot', TELEGRAM_CHAT_ID: '1' },
    });
    await rig.samocode('--task', 'Greet the secret guest', '--once', '--timeout', '60');
    const text = rig.read('seen.txt');
    expect(text).toMatch(/^SAMOCODE_RUN_ID=.+$/m);
    expect(text).not.toMatch(/TELEGRAM|secret-of-the-bot/);
    expect(text).not.toContain('# Session Context');
  });
});

function commitsIn(folder: string): readonly string[] {
  return gitIn(folder, 'log', '--format=%s').split('\n');
}

/** The numbers of `git diff --shortstat` for the last commit, the only one of the session. */
function changesIn(folder: string): object {
  const stat = gitIn(folder, 'diff', '--shortstat', 'HEAD^', 'HEAD');
  const count = (of: RegExp): number => Number(of.exec(stat)?.[1] ?? 0);
  return {
    commits: 1,
    files: count(/(\d+) file/),
    insertions: count(/(\d+) insertion/),
    deletions: count(/(\d+) deletion/),
  };
}

/** The folder may be another user's. */
function gitIn(folder: string, ...args: readonly string[]): string {
  const whole = ['-c', 'safe.directory=*', ...args];
  return execFileSync('git', whole, { cwd: folder, encoding: 'utf8' }).trim();
}

function describeRun(run: { readonly stdout: string; readonly stderr: string }): string {
  return `${run.stdout}\n${run.stderr}`;
}
