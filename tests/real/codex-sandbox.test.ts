import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { NO_BUBBLEWRAP } from '../support/bubblewrap.ts';
import { git } from '../support/program.ts';
import { follower, readContext } from './support/follower.ts';
import type { ScriptedModel } from './support/model.ts';
import { createRig } from './support/rig.ts';

/** Codex's sandbox lets every command write in the system's temporary folder. */
const PARENT = path.resolve(import.meta.dirname, '../../.cache');

test.skipIf(NO_BUBBLEWRAP !== undefined)(
  "commits in codex's own sandbox, which refuses writes to config, hooks, info and the work tree",
  async () => {
    mkdirSync(PARENT, { recursive: true });
    await using rig = await createRig({
      provider: 'codex',
      parent: PARENT,
      model: follower,
      env: { SAMOCODE_PERMISSIONS: 'sandbox' },
    });
    expect((await rig.samocode('--task', 'Write a greeting', '--once')).exitCode).toBe(0);
    const repo = path.join(rig.root, 'repo');
    const refused = [
      ...['config', 'hooks/pre-commit', 'info/exclude', 'packed-refs', 'HEAD', 'commondir'],
      ...['worktrees/other', '../README.md', '../../.samocode'],
    ].map((name) => path.join(repo, '.git', name));
    const contents = () => refused.map((file) => existsSync(file) && readFileSync(file, 'utf8'));
    const before = contents();

    rig.api.play(committer(refused));
    const run = await rig.samocode('--once');
    expect(run, `${run.stdout}\n${run.stderr}`).toMatchObject({ exitCode: 0 });

    expect(rig.read('reached.txt').trim().split('\n')).toEqual([
      'add',
      'commit',
      'branch',
      'rebase',
    ]);
    expect(contents()).toEqual(before);
    expect(git(repo, 'log', '--all', '--format=%s')).toContain('Commit in the sandbox');
  },
);

/** One shell command that uses git and tries each path, then the step of the phase. */
function committer(paths: readonly string[]): ScriptedModel {
  return (request) => {
    if (request.toolResults.length > 0)
      return follower({ ...request, toolResults: request.toolResults.slice(1) });
    const { session, cwd } = readContext(request);
    const steps = [
      ['add', 'git add made.txt'],
      ['commit', "git commit -qm 'Commit in the sandbox'"],
      ['branch', 'git branch made'],
      ['rebase', 'git rebase -q --force-rebase HEAD~1'],
    ].map(([name, command]) => `${command} && echo ${name} >> "$OUT"`);
    const tries = paths.map((to) => `(: >> '${to}') 2>/dev/null && echo '${to}' >> "$OUT"`);
    const command = [
      `OUT='${session}/reached.txt'`,
      `cd '${cwd}'`,
      'echo a > made.txt',
      ...steps,
      ...tries,
      'true',
    ];
    return { kind: 'shell', command: command.join('\n') };
  };
}
