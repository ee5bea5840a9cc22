import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, test } from 'vitest';
import { lives, openScene, type Scene, SESSION, until } from '../support/program.ts';
import { type Script, turn } from '../support/program-agent.ts';

const canMount = spawnSync('unshare', ['-m', 'sh', '-c', 'mount -t cgroup2 none /sys/fs/cgroup']);
const mayRun = existsSync('/usr/bin/systemd') && canMount.status === 0;

/** A running user manager that answers shell commands. */
interface Manager extends AsyncDisposable {
  /** The output of a command that is run next to the manager. */
  run(command: string): Promise<string>;
}

async function startManager(scene: Scene): Promise<Manager> {
  const script = join(import.meta.dirname, 'user-manager.sh');
  const env = { HOME: scene.home, PATH: '/usr/bin:/bin', FAKE_AGENT: scene.agent };
  const child = spawn('unshare', ['-m', '--propagation', 'private', 'sh', script, scene.root], {
    env,
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines: AsyncIterator<string, undefined> = createInterface({ input: child.stdout })[
    Symbol.asyncIterator
  ]();
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => {
      resolve();
    });
  });
  const readTo = async (mark: string): Promise<string> => {
    const output: string[] = [];
    for (;;) {
      const { value, done } = await lines.next();
      if (done === true) throw new Error(`the manager ended: ${output.join('\n')}`);
      if (value === mark) return output.join('\n');
      output.push(value);
    }
  };
  await readTo('ready');
  return {
    run: async (command) => {
      child.stdin.write(`${command}\n`);
      return await readTo('--');
    },
    [Symbol.asyncDispose]: async () => {
      child.stdin.end();
      await ended;
    },
  };
}

/** Saves the units that `samocode schedule` prints; returns their name. */
async function saveUnits(scene: Scene): Promise<string> {
  const printed = await scene.exec([
    ...['schedule', '--config', scene.config, '--session', SESSION, '--json'],
  ]);
  expect(printed.code, printed.stderr).toBe(0);
  const { systemd } = JSON.parse(printed.stdout) as {
    readonly systemd: { readonly unit: string } & Record<
      'service' | 'timer',
      { readonly path: string; readonly text: string }
    >;
  };
  for (const { path, text } of [systemd.service, systemd.timer]) {
    const file = path.replace(/^~/, scene.home);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  return systemd.unit;
}

function sceneOf(script: Script): Scene {
  const scene = openScene(script);
  scene.begin('investigation');
  const settings = `CLAUDE_PATH=${scene.env['CLAUDE_PATH'] ?? ''}\n`;
  writeFileSync(join(dirname(scene.config), '.env'), settings, { mode: 0o600 });
  return scene;
}

test.skipIf(mayRun)('no systemd user manager can be started here', () => {
  console.log('skipped: needs /usr/bin/systemd, root, unshare(1) and cgroup2');
});

test.skipIf(!mayRun)('a user manager takes a blocked session for no failure', async () => {
  await using scene = sceneOf({
    phases: { investigation: [turn({ status: 'blocked', reason: 'enough' })] },
  });
  const unit = await saveUnits(scene);
  await using manager = await startManager(scene);
  const started = await manager.run(
    `systemctl --user daemon-reload && systemctl --user start ${unit}.timer && systemctl --user start ${unit}.service; echo "exit $?"`,
  );
  expect(started).toBe('exit 0');
  const show = `systemctl --user show ${unit}.service -p ActiveState,Result,ExecMainStatus`;
  let state = '';
  for (let tries = 0; tries < 100 && !state.includes('ExecMainStatus=4'); tries += 1)
    state = await manager.run(`${show}; sleep 0.2`);
  expect(state.split('\n').sort()).toEqual([
    'ActiveState=inactive',
    'ExecMainStatus=4',
    'Result=success',
  ]);
  expect(scene.spawns()).toHaveLength(1);
});

test.skipIf(!mayRun)('a user manager stops a run and its agent', async () => {
  await using scene = sceneOf({ phases: { investigation: [[{ begin: true }, { stay: true }]] } });
  const unit = await saveUnits(scene);
  await using manager = await startManager(scene);
  await manager.run(`systemctl --user daemon-reload; systemctl --user start ${unit}.service`);
  await until(() => scene.spawns().length === 1, 'the agent');
  const pid = scene.spawns()[0]?.pid ?? 0;
  expect(lives(pid)).toBe(true);
  expect(await manager.run(`systemctl --user is-active ${unit}.service`)).toBe('active');
  await manager.run(`systemctl --user stop ${unit}.service`);
  expect(lives(pid)).toBe(false);
  expect(await manager.run(`systemctl --user show ${unit}.service -p Result`)).toBe(
    'Result=success',
  );
});
