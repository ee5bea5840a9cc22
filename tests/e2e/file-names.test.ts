import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { attack } from '../support/attack.ts';
import { type Ended, openScene, overviewOf, type Scene } from '../support/program.ts';
import { turn } from '../support/program-agent.ts';

/** A terminal's title, a line of its own, reversed text, markup, and commands for a shell. */
const HOSTILE =
  'x\u001B]0;owned\u0007\u001B[31m\nsamocode: forged\r\u202E<b onclick="hit">$(touch hit)`touch hit`\'"; touch hit #';
const COMMANDS = [['list'], ['clean', '--pack-after', '0s'], ['status']];

function expectPrintable({ stdout, stderr }: Ended): void {
  for (const line of `${stdout}${stderr}`.split('\n')) {
    expect(line).not.toMatch(/\p{Cc}|\p{Default_Ignorable_Code_Point}/u);
    expect(line).not.toMatch(/^samocode: forged/);
  }
}

function makeSession(scene: Scene, folder: string): void {
  mkdirSync(join(scene.sessions, folder, '_logs'), { recursive: true });
  writeFileSync(join(scene.sessions, folder, '_overview.md'), overviewOf('planning'));
}

/** Runs the command behind the arrow, as a person who pastes it. */
function paste(scene: Scene, { stderr }: Ended): void {
  const [, command = ''] = /\n {2}→ ([^\n]+)\n/.exec(stderr) ?? [];
  execFileSync('bash', ['-c', command], { cwd: scene.root, stdio: 'pipe' });
}

attack(
  'An agent makes a session folder whose name has escape sequences, a line break, bidi controls and commands',
  { modes: ['bypass'], outcome: 'no effect' },
  async () => {
    await using scene = openScene();
    makeSession(scene, `26-01-01-${HOSTILE}`);
    makeSession(scene, '26-01-02-plain');
    writeFileSync(
      join(scene.sessions, `26-01-01-${HOSTILE}`, '_logs', '01-01-0000-001-planning.jsonl'),
      '{}\n',
    );
    for (const command of COMMANDS) expectPrintable(await scene.exec(command));
    const listed = (await scene.exec(['list', '--json'])).stdout.split('\n').slice(0, -1);
    const names = listed.map((line) => (JSON.parse(line) as { session: string }).session);
    expect(names).toContain(`26-01-01-${HOSTILE}`);
    expect((await scene.exec(['completion', 'sessions'])).stdout).toBe('plain\n');
    const unknown = await scene.exec(['status', '--session', 'x']);
    expectPrintable(unknown);
    expect(unknown.stderr).not.toContain('touch');
  },
);

attack(
  'An agent gives a plan a name with escape sequences, a line break, markup and commands',
  { modes: ['bypass'], outcome: 'no effect' },
  async () => {
    await using scene = openScene({
      phases: { planning: [turn({ status: 'waiting', for: 'plan_approval' })] },
    });
    const folder = scene.begin('planning');
    writeFileSync(join(folder, `01-01-00:00-plan-${HOSTILE.replaceAll('/', '')}.md`), '# Plan\n');
    expectPrintable(await scene.run());
    for (const name of ['why', 'report']) expectPrintable(await scene.command(name));
    const page = await scene.command('report', '--html', '-');
    expectPrintable(page);
    expect(page.stdout).not.toContain('<b onclick');
  },
);

test('a hint names a project whose folder has an unsafe name so that it works when pasted', async () => {
  await using scene = openScene();
  const project = join(scene.root, HOSTILE);
  mkdirSync(project);
  const config = join(project, '.samocode');
  writeFileSync(config, 'MAIN_REPO=../repo\nWORKTREES=../worktrees\nSESSIONS=../none/sessions\n');
  chmodSync(config, 0o666);
  const refused = await scene.exec(['--config', config, '--session', 'it', '--task', 'x']);
  expect(refused.code).toBe(2);
  expectPrintable(refused);
  paste(scene, refused);
  expect(statSync(config).mode & 0o777).toBe(0o664);
  const missing = await scene.exec(['--config', config, '--session', 'it', '--task', 'x']);
  expectPrintable(missing);
  paste(scene, missing);
  expect(existsSync(join(scene.root, 'none'))).toBe(true);
  expect(readdirSync(scene.root)).not.toContain('hit');
});
