import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openScene, type Scene, SESSION, until } from '../support/program.ts';
import { type Script, turn } from '../support/program-agent.ts';

const SCRIPT: Script = {
  phases: { investigation: [turn({ status: 'blocked', reason: 'enough' })] },
};

const STAMPED = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d it: ./;

/** A project whose folder has all that a shell, cron and systemd take for something else. */
function oddScene(): { readonly scene: Scene; readonly config: string } {
  const scene = openScene(SCRIPT);
  scene.begin('investigation');
  const odd = join(scene.root, `o  d'd "50%" #1 \\% \\\\ $HOME über`);
  mkdirSync(odd);
  const config = join(odd, '.samocode');
  const { repo, worktrees, sessions } = scene;
  writeFileSync(config, `MAIN_REPO=${repo}\nWORKTREES=${worktrees}\nSESSIONS=${sessions}\n`);
  writeFileSync(join(odd, '.env'), `CLAUDE_PATH=${scene.env['CLAUDE_PATH'] ?? ''}\n`);
  return { scene, config };
}

interface Printed {
  readonly cron: { readonly line: string; readonly log: string };
  readonly systemd: { readonly unit: string } & Record<
    'service' | 'timer',
    { readonly path: string; readonly text: string }
  >;
  readonly notes: readonly string[];
}

async function schedule(scene: Scene, config: string, ...more: string[]): Promise<Printed> {
  const args = ['schedule', '--config', config, '--session', SESSION, '--json', ...more];
  const { stdout, stderr, code } = await scene.exec(args);
  expect(code, stderr).toBe(0);
  return JSON.parse(stdout) as Printed;
}

describe('samocode schedule', () => {
  test('prints a line with which cron does an iteration, from / and with nothing set', async () => {
    const { scene, config } = oddScene();
    await using _scene = scene;
    const { cron } = await schedule(_scene, config);
    expect(cron.line).toMatch(/^\*\/15 \* \* \* \* /);
    const command = cron.line.split(' ').slice(5).join(' ');
    const clean = ['-i', `HOME=${scene.home}`, 'PATH=/usr/bin:/bin', `FAKE_AGENT=${scene.agent}`];
    const ran = spawnSync('env', [...clean, '/bin/sh', '-c', command], {
      cwd: '/',
      stdio: ['ignore', 'pipe', 'pipe'],
      encoding: 'utf8',
    });
    expect(ran).toMatchObject({ status: 4, stdout: '', stderr: '' });
    const lines = readFileSync(cron.log, 'utf8').trimEnd().split('\n');
    expect(lines.at(-1)).toMatch(/blocked .*enough/);
    for (const line of lines) expect(line).toMatch(STAMPED);
    expect(scene.spawns()).toHaveLength(1);
    expect(scene.rows()).toMatchObject([{ status: 'blocked', reason: 'enough' }]);
  });

  const analyze = ['/usr/bin', '/bin']
    .map((folder) => `${folder}/systemd-analyze`)
    .find((path) => existsSync(path));
  test.skipIf(analyze === undefined)('prints units that systemd takes', async () => {
    const { scene, config } = oddScene();
    await using _scene = scene;
    const { systemd } = await schedule(_scene, config);
    const units = join(scene.root, 'units');
    mkdirSync(units);
    const paths = [systemd.service, systemd.timer].map(({ path, text }) => {
      const copy = join(units, path.split('/').at(-1) ?? '');
      writeFileSync(copy, text);
      return copy;
    });
    const env = { ...process.env, XDG_RUNTIME_DIR: scene.root, HOME: scene.home };
    const verified = spawnSync(analyze ?? '', ['verify', '--user', '--man=no', ...paths], {
      encoding: 'utf8',
      env,
    });
    expect(verified.stderr.split('\n').filter((line) => line.includes('samocode'))).toEqual([]);
    expect(verified.status, verified.stderr).toBe(0);
  });

  test.skipIf(analyze === undefined)('--listen prints a unit that systemd takes', async () => {
    const { scene, config } = oddScene();
    await using _scene = scene;
    const args = ['schedule', '--listen', '--config', config];
    const without = await _scene.exec(args);
    expect(without.code).toBe(2);
    expect(without.stderr).toContain('Telegram is not set up');
    const env = { TELEGRAM_BOT_TOKEN: '1:the-secret', TELEGRAM_CHAT_ID: '5' };
    const { stdout, code } = await _scene.exec([...args, '--json'], { env });
    expect(code).toBe(0);
    const { systemd, notes } = JSON.parse(stdout) as Pick<Printed, 'systemd' | 'notes'>;
    expect(systemd.service.text).toMatch(/^ExecStart=.* listen --config /m);
    expect(systemd.service.text).toContain('Restart=on-failure\n');
    expect(systemd.service.text).toContain('WantedBy=default.target\n');
    expect(stdout).not.toContain('the-secret');
    expect(notes.join()).toContain('TELEGRAM_BOT_TOKEN');
    const copy = join(scene.root, basename(systemd.service.path));
    writeFileSync(copy, systemd.service.text);
    const verified = spawnSync(analyze ?? '', ['verify', '--user', '--man=no', copy], {
      encoding: 'utf8',
      env: { ...process.env, XDG_RUNTIME_DIR: scene.root, HOME: scene.home },
    });
    expect(verified.stderr.split('\n').filter((line) => line.includes('samocode'))).toEqual([]);
    expect(verified.status, verified.stderr).toBe(0);
    const text = (await _scene.exec(args, { env })).stdout;
    expect(text).toContain(`systemctl --user enable --now ${systemd.unit}.service`);
    expect((await _scene.exec([...args, '--every', '1h'], { env })).code).toBe(2);
  });

  test('--work prints a unit that systemd takes, and that leaves the runs to themselves', async () => {
    const { scene } = oddScene();
    await using _scene = scene;
    const { stdout, code } = await _scene.exec(['schedule', '--work', '--json']);
    expect(code).toBe(0);
    const { systemd } = JSON.parse(stdout) as Pick<Printed, 'systemd'>;
    expect(systemd.unit).toBe('samocode-work');
    expect(systemd.service.text).toMatch(/^ExecStart=.* work$/m);
    expect(systemd.service.text).toContain('KillMode=process\n');
    if (analyze === undefined) return;
    const copy = join(scene.root, basename(systemd.service.path));
    writeFileSync(copy, systemd.service.text);
    const verified = spawnSync(analyze, ['verify', '--user', '--man=no', copy], {
      encoding: 'utf8',
      env: { ...process.env, XDG_RUNTIME_DIR: scene.root, HOME: scene.home },
    });
    expect(verified.stderr.split('\n').filter((line) => line.includes('samocode'))).toEqual([]);
    expect(verified.status, verified.stderr).toBe(0);
  });

  test('--work carries the flags of samocode work into the line and the unit', async () => {
    await using scene = openScene(SCRIPT);
    const flags = ['--slots', '2', '--from', '22:00', '--until', '07:00', '--min-memory', '800MB'];
    const { stdout } = await scene.exec(['schedule', '--work', '--json', ...flags]);
    const { cron, systemd } = JSON.parse(stdout) as Printed;
    expect(systemd.service.text).toMatch(new RegExp(`^ExecStart=.* work ${flags.join(' ')}$`, 'm'));
    expect(cron.line).toContain(` work ${flags.join(' ')} --unless-running >> ${cron.log} 2>&1`);
    const text = (await scene.exec(['schedule', '--work', ...flags])).stdout;
    expect(text).toContain(`\n${cron.line}\n`);
    expect(text).toContain('systemctl --user enable --now samocode-work.service');
  });

  test('--work prints a line with which cron starts samocode work, from / and with nothing set', async () => {
    await using scene = openScene(SCRIPT);
    const { stdout } = await scene.exec(['schedule', '--work', '--json', '--slots', '2']);
    const { cron } = JSON.parse(stdout) as Printed;
    const [, command = ''] = cron.line.split('*/15 * * * * ');
    // As at --until, it ends by itself.
    const ends = command.replace(' work ', ' work --until-empty ');
    const clean = ['-i', `HOME=${scene.home}`, 'PATH=/usr/bin:/bin', '/bin/sh', '-c', ends];
    const ran = spawnSync('env', clean, { cwd: '/', encoding: 'utf8' });
    expect(ran).toMatchObject({ status: 0, stdout: '', stderr: '' });
    expect(readFileSync(cron.log, 'utf8')).toContain('working with 2 slots');
  });

  test('the line of --work says nothing, and is no failure, while another samocode work runs', async () => {
    await using scene = openScene(SCRIPT);
    const { cron } = JSON.parse(
      (await scene.exec(['schedule', '--work', '--json'])).stdout,
    ) as Printed;
    const working = scene.start(['work']);
    await working.says('working');
    const [, command = ''] = cron.line.split('*/15 * * * * ');
    const clean = ['-i', `HOME=${scene.home}`, 'PATH=/usr/bin:/bin', '/bin/sh', '-c', command];
    const ran = spawnSync('env', clean, { cwd: '/', encoding: 'utf8' });
    expect(ran).toMatchObject({ status: 0, stdout: '', stderr: '' });
    expect(readFileSync(cron.log, 'utf8')).toBe('');
    working.kill('SIGTERM');
    await working.ended;
  });

  test.each([
    [['--work', '--every', '1h'], 'samocode schedule --work is for the queue of all projects'],
    [['--work', '--listen'], 'exclude each other'],
    [['--work', '--slots', '0'], '--slots'],
    [['--work', '--until', '07:00'], 'samocode schedule --work --from 22:00 --until 07:00'],
    [['--slots', '2'], 'samocode schedule --work --slots 2'],
    [['--listen', '--min-memory', '1GB'], 'samocode schedule --work --min-memory 1GB'],
  ])('%j is refused', async (flags, words) => {
    await using scene = openScene(SCRIPT);
    const { code, stderr } = await scene.exec(['schedule', ...flags]);
    expect(code).toBe(2);
    expect(stderr).toContain(words);
  });

  test('makes nothing, names what is set in this terminal only, and shows no secret', async () => {
    const scene = openScene(SCRIPT);
    await using _scene = scene;
    scene.begin('investigation');
    const before = readdirSync(scene.root, { recursive: true });
    const env = { ANTHROPIC_API_KEY: 'the-secret', CLAUDE_CONFIG_DIR: '/claude' };
    const args = ['schedule', '--config', scene.config, '--session', SESSION, '--every', '2h'];
    const { stdout, code } = await _scene.exec(args, { env });
    expect(code).toBe(0);
    expect(stdout).toContain('\n0 */2 * * * mkdir -p ');
    expect(stdout).toMatch(/# Note: .*ANTHROPIC_API_KEY/);
    expect(stdout).toContain('CLAUDE_CONFIG_DIR=/claude');
    expect(stdout).not.toContain('the-secret');
    expect(readdirSync(scene.root, { recursive: true })).toEqual(before);
  });

  test('works through a link to the checkout', async () => {
    const scene = openScene(SCRIPT);
    await using _scene = scene;
    scene.begin('investigation');
    const { cron } = await schedule(_scene, scene.config);
    const [, bin = ''] = / (\S+\/dist\/bin\.js) run /.exec(cron.line) ?? [];
    const link = join(scene.root, 'samocode');
    execFileSync('ln', ['-s', bin, link]);
    const args = ['schedule', '--config', scene.config, '--session', SESSION, '--json'];
    const linked = execFileSync(process.execPath, [link, ...args], { env: scene.env });
    expect((JSON.parse(linked.toString()) as Printed).cron).toEqual(cron);
  });

  test('a PATH too long for a line of cron is cut to what is needed, and it says so', async () => {
    const scene = openScene(SCRIPT);
    await using _scene = scene;
    scene.begin('investigation');
    const many = Array.from({ length: 30 }, (_, n) => join(scene.root, `${'x'.repeat(30)}${n}`));
    for (const folder of many) mkdirSync(folder);
    const env = { PATH: [scene.env['PATH'], ...many].join(':') };
    const args = ['schedule', '--config', scene.config, '--session', SESSION, '--json'];
    const { stdout } = await _scene.exec(args, { env });
    const { cron, notes } = JSON.parse(stdout) as Printed;
    expect(cron.line.length).toBeLessThan(990);
    expect(notes.join()).toContain('PATH was too long');
  });

  test('gives two projects with the same folder and session name their own units and logs', async () => {
    const scene = openScene(SCRIPT);
    await using _scene = scene;
    scene.begin('investigation');
    const configs = ['one', 'two'].map((parent) => {
      const folder = join(scene.root, parent, 'shop');
      mkdirSync(folder, { recursive: true });
      const { repo, worktrees, sessions } = scene;
      const text = `MAIN_REPO=${repo}\nWORKTREES=${worktrees}\nSESSIONS=${sessions}\n`;
      writeFileSync(join(folder, '.samocode'), text);
      return join(folder, '.samocode');
    });
    const env = { CLAUDE_PATH: scene.env['CLAUDE_PATH'] ?? '' };
    const names = [];
    for (const config of [...configs, ...configs]) {
      const args = ['schedule', '--config', config, '--session', SESSION, '--json'];
      const { cron, systemd } = JSON.parse((await _scene.exec(args, { env })).stdout) as Printed;
      expect(systemd.unit).toMatch(/^samocode-shop-it-[0-9a-f]{8}$/);
      expect(basename(cron.log)).toMatch(/^cron-shop-it-[0-9a-f]{8}\.log$/);
      expect(basename(systemd.service.path)).toBe(`${systemd.unit}.service`);
      expect(basename(systemd.timer.path)).toBe(`${systemd.unit}.timer`);
      names.push(`${systemd.unit} ${basename(cron.log)}`);
    }
    expect(new Set(names).size).toBe(2);
    expect(names.slice(0, 2)).toEqual(names.slice(2));
  });

  test('refuses a session that has not begun, and names the one that was meant', async () => {
    const scene = openScene(SCRIPT);
    await using _scene = scene;
    scene.begin('investigation');
    const { code, stdout, stderr } = await _scene.exec([
      ...['schedule', '--config', scene.config, '--session', 'itt'],
    ]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain('did you mean it?');
    expect(stderr).toContain(`schedule --config ${scene.config} --session it;`);
    expect(readdirSync(scene.sessions)).toEqual(['it']);
  });

  test('a tick whose session is gone fails, makes no folder and starts no agent', async () => {
    const { scene, config } = oddScene();
    await using _scene = scene;
    const { cron } = await schedule(_scene, config);
    rmSync(join(scene.sessions, SESSION), { recursive: true });
    const command = cron.line.split(' ').slice(5).join(' ');
    const ran = spawnSync('/bin/sh', ['-c', command], { cwd: '/', env: scene.env });
    expect(ran.status).toBe(2);
    const log = readFileSync(cron.log, 'utf8');
    expect(log).toContain('there is no session "it"');
    for (const line of log.trimEnd().split('\n')) expect(line).toMatch(STAMPED);
    expect(scene.spawns()).toEqual([]);
    expect(readdirSync(scene.sessions)).toEqual([]);
  });

  test.each(['45m', 'soon', '0', '10s'])('--every %s is refused', async (every) => {
    const scene = openScene(SCRIPT);
    await using _scene = scene;
    const args = ['schedule', '--config', scene.config, '--session', SESSION, '--every', every];
    const { code, stderr } = await _scene.exec(args);
    expect(code).toBe(2);
    expect(stderr).toContain('--every');
  });
});

test('a run without HOME, in / and with a closed stdin finds its way', async () => {
  const { scene, config } = oddScene();
  await using _scene = scene;
  const env = {
    ...Object.fromEntries(Object.keys(scene.env).map((name) => [name, undefined])),
    PATH: '/usr/bin:/bin',
    XDG_STATE_HOME: join(scene.root, 'state'),
    FAKE_AGENT: scene.agent,
  };
  const wrapper = ['sh', '-c', 'exec "$@" <&-', 'sh'];
  const args = ['--config', config, '--session', SESSION];
  const running = _scene.start(args, { env, cwd: '/', wrapper });
  expect((await running.ended).code).toBe(4);
  await until(() => scene.spawns().length === 1, 'the agent');
});
