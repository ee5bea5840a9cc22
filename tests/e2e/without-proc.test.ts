import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { appears, lives, openScene, type Scene, until } from '../support/program.ts';
import { turn } from '../support/program-agent.ts';

/** Starts a program in a mount namespace whose /proc is empty; its pid stays the same. */
const HIDDEN = ['unshare', '--mount', 'sh', '-c', 'mount -t tmpfs none /proc && exec "$@"', 'sh'];
const [file = '', ...args] = HIDDEN;
const canHide = spawnSync(file, [...args, 'true']).status === 0;

const BLOCKED = turn({ status: 'blocked', reason: 'enough' });

function working(): Scene {
  const wait = [{ begin: true }, { touch: 'busy' }, { wait: 'go' }, ...BLOCKED.slice(1)] as const;
  const scene = openScene({ phases: { investigation: [wait] } });
  scene.begin('investigation');
  return scene;
}

describe.runIf(canHide)('without /proc', () => {
  test('a run does its work and warns, and a second one is refused', async () => {
    await using scene = working();
    const running = scene.startRun([], { wrapper: HIDDEN });
    await appears(join(scene.agent, 'busy'));
    const second = await scene.startRun([], { wrapper: HIDDEN }).ended;
    expect(second.code, second.stderr).toBe(6);
    expect(second.stderr).toContain(`pid ${running.pid}`);
    running.kill('SIGTERM');
    const ended = await running.ended;
    expect(ended.code, ended.stderr).toBe(143);
    expect(ended.stdout).toContain('there is no /proc here');
    expect(ended.stderr).toBe('');
  });

  test('the run of the same session is seen as alive by status in the same place', async () => {
    await using scene = working();
    const running = scene.startRun([], { wrapper: HIDDEN });
    await appears(join(scene.agent, 'busy'));
    const place = ['--config', scene.config, '--session', 'it'];
    const status = await scene.exec(['status', ...place, '--json'], { wrapper: HIDDEN });
    expect(status.code, status.stderr).toBe(0);
    expect(JSON.parse(status.stdout)).toMatchObject({
      state: 'running',
      holder: { pid: running.pid },
    });
    expect(status.stderr).toMatch(/^samocode: there is no \/proc here: .*\n$/);
    running.kill('SIGTERM');
    await running.ended;
  });

  test('an agent of a killed run is ended', async () => {
    await using scene = working();
    const running = scene.startRun([], { wrapper: HIDDEN });
    await appears(join(scene.agent, 'busy'));
    const agent = Number(scene.spawns()[0]?.pid);
    expect(lives(agent)).toBe(true);
    running.kill('SIGKILL');
    await running.ended;
    await until(() => !lives(agent), 'the end of the agent');
  });

  test.each(['list', 'why', 'history', 'logs', 'report', 'schedule', 'doctor', 'clean'])(
    '%s prints no stack trace',
    async (name) => {
      await using scene = openScene({ phases: { investigation: [BLOCKED] } });
      scene.begin('investigation');
      const session = ['list', 'doctor'].includes(name) ? [] : ['--session', 'it'];
      const wrapper = HIDDEN;
      const ended = await scene.exec([name, '--config', scene.config, ...session], { wrapper });
      expect(ended.stderr).not.toMatch(/^ +at /m);
      // A line for cron needs the whole path of Node, which Node itself does not know here.
      if (name === 'schedule') expect(ended.stdout).toMatch(/ \/\S+\/node /);
    },
  );
});
