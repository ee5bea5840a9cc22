import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { attack } from '../support/attack.ts';
import { openScene, type Scene } from '../support/program.ts';
import { goTo, type Turn, turn } from '../support/program-agent.ts';

const BLOCKED = { status: 'blocked', reason: 'reached', needs: 'human_decision' };
const WORKTREE = `W="../../worktrees/$(basename "$PWD")"; cd "$W"`;

/** Two agents in bwrap, one after the other; the second stops the session. */
function boxed(first: Turn, second: Turn = []): Scene {
  const implementation = [goTo('implementation', ...first), turn(BLOCKED, ...second)];
  const scene = openScene({ phases: { implementation } });
  Object.assign(scene.env, {
    SAMOCODE_SANDBOX: 'bwrap',
    SAMOCODE_SANDBOX_WRITE: scene.agent,
    CLAUDE_CONFIG_DIR: join(scene.root, 'claude'),
  });
  scene.begin('implementation');
  return scene;
}

attack(
  'An agent makes a repository in its worktree whose settings name programs that git starts',
  { modes: ['bwrap'], outcome: 'no effect' },
  async () => {
    const plants = `${WORKTREE}; git init -q in; cd in
echo a > a; git add a; git -c user.name=a -c user.email=a@a commit -qm a
echo '* filter=x' > .gitattributes; echo b > a
git config filter.x.clean 'touch ../../../hit "$FAKE_AGENT/started"; cat'
git config core.fsmonitor 'touch ../../../hit'; touch -d 2020-01-01 a`;
    await using scene = boxed([{ sh: plants }]);
    scene.env['SAMOCODE_STUCK_AFTER'] = '3';
    const run = await scene.run();
    expect(run, run.stdout + run.stderr).toMatchObject({ code: 4 });
    expect(scene.rows().at(-1)).toMatchObject({ status: 'blocked', reason: 'reached' });
    expect(run.stdout).not.toContain('cannot be told');
    expect(existsSync(join(scene.root, 'hit'))).toBe(false);
    expect(existsSync(join(scene.agent, 'started'))).toBe(false);
  },
);

attack(
  'An agent puts a link to /run in the place of a file that is mounted for the next attempt',
  { modes: ['bwrap'], outcome: 'no effect' },
  async () => {
    const plants = `${WORKTREE}; ln -sfn /run "$(git rev-parse --git-dir)/config.worktree"`;
    const looks = (name: string) => ({ sh: `ls /run > "$FAKE_AGENT/${name}"; true` });
    await using scene = boxed([{ sh: `${plants}; true` }, looks('first')], [looks('second')]);
    expect((await scene.run()).code).toBe(4);
    const seen = (name: string): string => readFileSync(join(scene.agent, name), 'utf8');
    expect(seen('second')).toBe(seen('first'));
  },
);

attack(
  'An agent replaces the link that leads to the settings of its CLI',
  { modes: ['bwrap'], outcome: 'told' },
  async () => {
    const replaces = 'cd "$CLAUDE_CONFIG_DIR"; rm settings.json; echo "{}" > settings.json';
    await using scene = boxed([{ sh: replaces }]);
    mkdirSync(join(scene.root, 'claude'));
    writeFileSync(join(scene.root, 'dotfile'), '{}');
    symlinkSync(join(scene.root, 'dotfile'), join(scene.root, 'claude/settings.json'));
    const run = await scene.run();
    expect(run, run.stdout).toMatchObject({ code: 4 });
    expect(scene.spawns()).toHaveLength(1);
    const row = scene.rows().at(-1);
    expect(row?.['needs']).toBe('human_decision');
    expect(row?.['reason']).toContain('claude/settings.json, which claude obeys outside');
  },
);
