import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { attack } from '../support/attack.ts';
import { NO_BUBBLEWRAP } from '../support/bubblewrap.ts';
import { appears, git, openScene, overviewOf, type Scene, until } from '../support/program.ts';
import { goTo, type Script, type Turn, turn, wholeBut } from '../support/program-agent.ts';

const BLOCKED = { status: 'blocked', reason: 'reached', needs: 'human_decision' };

/** A project whose agents run in bwrap; the fake agent may write its own folder. */
function boxed(script: Script = {}): Scene {
  const scene = openScene(script);
  Object.assign(scene.env, {
    SAMOCODE_SANDBOX: 'bwrap',
    SAMOCODE_SANDBOX_WRITE: scene.agent,
    // Its folder is where the fake agent keeps its transcript.
    CLAUDE_CONFIG_DIR: join(scene.root, 'claude'),
  });
  return scene;
}

/** What an agent did in implementation, in a session of its own. */
async function played(...deeds: Turn): Promise<Scene> {
  const scene = boxed({ phases: { implementation: [turn(BLOCKED, ...deeds)] } });
  scene.begin('implementation');
  const run = await scene.run();
  expect(run, run.stderr).toMatchObject({ code: 4 });
  expect(scene.rows().at(-1)).toMatchObject({ status: 'blocked', reason: 'reached' });
  return scene;
}

/** A command that notes each of these paths that it could write in `$FAKE_AGENT/written`. */
function writes(...paths: readonly string[]): Turn[number] {
  const tries = paths.map((path) => `(echo x >> ${path}) 2> /dev/null && echo ${path} >> "$OUT"`);
  return { sh: [`OUT="$FAKE_AGENT/written"; : > "$OUT"`, ...tries, 'true'].join('\n') };
}

const written = ({ agent }: Scene): readonly string[] =>
  readFileSync(join(agent, 'written'), 'utf8').split('\n').filter(Boolean);

describe('in bwrap', () => {
  attack(
    'An agent writes to HOME, to the settings, to the repository and its git settings, to the history, the state, the inbox and to another session',
    { modes: ['bwrap'], outcome: 'no effect' },
    async () => {
      await using scene = boxed({
        phases: {
          implementation: [
            turn(
              BLOCKED,
              writes(
                ...['"$HOME/x"', '../../.samocode', '../../repo/README.md'],
                ...['../../repo/.git/config', '../../repo/.git/hooks/pre-commit'],
                ...['../../repo/.git/packed-refs', '_signal_history.jsonl', '.run/state.json'],
                ...['_logs/x', '_inbox/x', '../other/_overview.md', '/etc/x', '/run/x'],
                'own.md',
              ),
            ),
          ],
        },
      });
      scene.begin('implementation');
      mkdirSync(join(scene.sessions, 'other'));
      writeFileSync(join(scene.sessions, 'other', '_overview.md'), overviewOf('planning'));
      const run = await scene.run();
      expect(run, run.stderr).toMatchObject({ code: 4 });
      expect(written(scene)).toEqual(['own.md']);
      expect(existsSync(join(scene.folder(), 'own.md'))).toBe(true);
    },
  );

  attack(
    'An agent kills samocode, and leaves a process that goes on',
    { modes: ['bwrap'], outcome: 'no effect' },
    async () => {
      const kill = `kill -9 $(sed 's/.*"pid":\\([0-9]*\\).*/\\1/' .run/lease.json)`;
      const stays = `(setsid sh -c 'while :; do : > "$FAKE_AGENT/beat"; sleep 0.1; done' > /dev/null 2>&1 &)`;
      await using scene = await played({ sh: `${kill} 2> /dev/null; ${stays}; true` });
      // Nothing of its namespace is left when the run is over.
      const beat = join(scene.agent, 'beat');
      const before = existsSync(beat) ? readFileSync(beat).length : 0;
      writeFileSync(beat, 'over');
      expect((await scene.command('status')).code).toBe(0);
      expect([before, readFileSync(beat, 'utf8')]).toEqual([0, 'over']);
    },
  );

  attack(
    'An agent reaches for the session bus, an ssh agent or the Docker socket of the person',
    { modes: ['bwrap'], outcome: 'no effect' },
    async () => {
      await using scene = boxed({
        phases: {
          implementation: [
            turn(BLOCKED, { sh: 'env > "$FAKE_AGENT/env"; ls /run > "$FAKE_AGENT/run"; true' }),
          ],
        },
      });
      scene.begin('implementation');
      Object.assign(scene.env, {
        DBUS_SESSION_BUS_ADDRESS: 'unix:path=/run/user/1000/bus',
        SSH_AUTH_SOCK: '/tmp/agent.1',
        DOCKER_HOST: 'unix:///run/docker.sock',
      });
      expect((await scene.run()).code).toBe(4);
      const env = readFileSync(join(scene.agent, 'env'), 'utf8');
      expect(env).not.toMatch(/^(DBUS|SSH_AUTH|DOCKER)/m);
      expect(env).toMatch(/^TMPDIR=\/tmp$/m);
      expect(readFileSync(join(scene.agent, 'run'), 'utf8')).not.toMatch(/docker|user|dbus/);
    },
  );

  attack(
    'An agent reads the bot token out of the settings file',
    { modes: ['bwrap'], outcome: 'no effect' },
    async () => {
      await using scene = boxed({
        phases: {
          implementation: [
            turn(BLOCKED, { sh: 'cat ../../.env > "$FAKE_AGENT/seen" 2> /dev/null; true' }),
          ],
        },
      });
      scene.begin('implementation');
      writeFileSync(join(scene.root, '.env'), 'ANTHROPIC_API_KEY=sk-of-the-person\n');
      expect((await scene.run()).code).toBe(4);
      expect(readFileSync(join(scene.agent, 'seen'), 'utf8')).toBe('');
    },
  );
});

describe.skipIf(NO_BUBBLEWRAP !== undefined)('the sandbox', () => {
  test('takes a session from init to done, with a commit', async () => {
    await using scene = boxed(
      wholeBut({
        implementation: [goTo('testing', { work: ['a.txt', 'a\n'] }, { commit: 'Add a' })],
      }),
    );
    const run = await scene.run('--gates', 'auto');
    expect(run, run.stdout + run.stderr).toMatchObject({ code: 0 });
    expect(git(scene.repo, 'log', '--all', '--format=%s')).toContain('Add a');
  });

  test('gives the agent its signal, so that it can clean up', async () => {
    const turnOf = [
      { begin: true },
      {
        sh: `trap 'echo told > "$FAKE_AGENT/told"; exit' TERM; touch "$FAKE_AGENT/at"; while :; do sleep 0.05; done`,
      },
    ] as const;
    await using scene = boxed({ phases: { implementation: [turnOf] } });
    scene.begin('implementation');
    const running = scene.startRun();
    await appears(join(scene.agent, 'at'));
    running.kill('SIGTERM');
    expect((await running.ended).code).toBe(143);
  });

  test('leaves nothing behind when samocode is killed', async () => {
    await using scene = boxed({
      phases: { implementation: [[{ begin: true }, { touch: 'at' }, { stay: true }]] },
    });
    scene.begin('implementation');
    const running = scene.startRun();
    await appears(join(scene.agent, 'at'));
    const { child } = JSON.parse(scene.read('.run/lease.json')) as { child: { pid: number } };
    running.kill('SIGKILL');
    await running.ended;
    await until(() => !existsSync(`/proc/${child.pid}`), 'the end of the sandbox');
  });

  test('VERIFY runs in the sandbox and gets no credentials', async () => {
    await using scene = boxed(wholeBut({}));
    scene.begin('quality');
    Object.assign(scene.env, { ANTHROPIC_API_KEY: 'sk-of-the-person' });
    const proof = `env > env.txt; ! touch ${join(scene.root, 'hit')}`;
    writeFileSync(scene.config, `${readFileSync(scene.config, 'utf8')}VERIFY="${proof}"\n`);
    const run = await scene.run();
    expect(run, run.stdout + run.stderr).toMatchObject({ code: 0 });
    expect(existsSync(join(scene.root, 'hit'))).toBe(false);
    const seen = readFileSync(
      join(scene.worktrees, scene.folder().split('/').at(-1) ?? '', 'env.txt'),
      'utf8',
    );
    expect(seen).toContain('SAMOCODE_RUN_ID');
    expect(seen).not.toContain('sk-of-the-person');
  });

  test.each([
    [{ CLAUDE_EXTRA_ARGS: '--ide' }, 'leads out of the sandbox'],
    [{ SAMOCODE_SANDBOX_WRITE: '~/' }, 'your whole home'],
    [{ SAMOCODE_SANDBOX_WRITE: '~/.config' }, 'your personal settings'],
    [{ SAMOCODE_SANDBOX_WRITE: 'cache' }, 'no absolute path'],
    [{ PATH: '/nowhere' }, 'bubblewrap (bwrap) is not on PATH'],
  ])('is refused with %o', async (env, text) => {
    await using scene = boxed();
    const { code, stderr } = await scene.exec(
      ['--config', scene.config, '--session', 'it', '--task', 'x'],
      { env: { ...scene.env, ...env } },
    );
    expect([code, stderr]).toEqual([2, expect.stringContaining(text)]);
    expect(existsSync(join(scene.agent, 'spawns.jsonl'))).toBe(false);
  });

  test('warns of a folder that may be written and does not exist, and doctor refuses it', async () => {
    await using scene = boxed({ phases: { implementation: [turn(BLOCKED)] } });
    const missing = join(scene.root, 'no cache');
    scene.env['SAMOCODE_SANDBOX_WRITE'] = `${scene.agent}:${missing}`;
    scene.begin('implementation');
    const run = await scene.run();
    const text = `SAMOCODE_SANDBOX_WRITE has ${missing}, which does not exist`;
    expect(run.stdout).toContain(text);
    expect(run.stdout).toContain(`first: mkdir -p '${missing}'`);
    const found = await scene.exec(['doctor', '--config', scene.config]);
    expect(found.stdout).toContain(`BAD   ${text}`);
    mkdirSync(missing);
    expect((await scene.run()).stdout).not.toContain(text);
  });

  test('the old value of the permissions means bubblewrap for Claude', async () => {
    await using scene = boxed({ phases: { implementation: [turn(BLOCKED, writes('"$HOME/x"'))] } });
    delete scene.env['SAMOCODE_SANDBOX'];
    Object.assign(scene.env, { SAMOCODE_PERMISSIONS: 'sandbox' });
    scene.begin('implementation');
    const run = await scene.run();
    expect(run.stdout).toContain('it means SAMOCODE_SANDBOX=bwrap');
    expect(written(scene)).toEqual([]);
  });
});

test('without bubblewrap the old word means accept-edits', async () => {
  await using scene = openScene({ phases: { implementation: [turn(BLOCKED)] } });
  const tools = join(scene.root, 'tools');
  mkdirSync(tools);
  writeFileSync(join(tools, 'bwrap'), '#!/bin/sh\necho "bwrap: No permissions" >&2\nexit 1\n', {
    mode: 0o755,
  });
  Object.assign(scene.env, {
    SAMOCODE_PERMISSIONS: 'sandbox',
    PATH: `${tools}:${scene.env['PATH'] ?? ''}`,
  });
  scene.begin('implementation');
  const run = await scene.run();
  expect(run.stdout).toContain('it means accept-edits: bubblewrap makes no sandbox here');
  expect(scene.spawns()[0]?.argv).toContain('acceptEdits');
});
