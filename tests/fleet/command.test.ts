import { cpSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runTool } from '../../src/adapters/process/run-tool.ts';
import { NEVER } from '../../src/app/ports/repository.ts';
import { newDatabase } from '../support/fleet/fleet-scene.ts';
import { temporaryFolder } from '../support/session.ts';

const ROOT = join(import.meta.dirname, '../..');

function personWith(url: string, root = ROOT) {
  const home = temporaryFolder();
  mkdirSync(join(home, '.config/samocode'), { recursive: true });
  writeFileSync(join(home, '.config/samocode/.env'), `SAMOCODE_FLEET=${url}\n`, { mode: 0o600 });
  return async (...args: readonly string[]) =>
    await runTool(process.execPath, [join(root, 'dist/bin.js'), 'fleet', ...args], {
      ...{ cwd: home, env: { PATH: process.env['PATH'] ?? '', HOME: home, NO_COLOR: '1' } },
      ...{ timeoutMs: 60_000, graceMs: 0, stop: NEVER.stop, kill: NEVER.kill },
    });
}

test('fleet init makes the tables once, and fleet doctor finds them', async () => {
  const fleet = personWith(await newDatabase());
  const before = await fleet('doctor');
  expect(before.ok).toBe(false);
  expect(before.stdout).toMatch(/BAD .*holds no fleet yet\n.*samocode fleet init/);
  const made = await Promise.all([fleet('init'), fleet('init')]);
  expect(made.map(({ ok }) => ok)).toEqual([true, true]);
  const { ok, stdout } = await fleet('doctor', '--json');
  expect(ok).toBe(true);
  expect(JSON.parse(stdout)).toMatchObject({
    ok: true,
    findings: [{ about: 'postgresql' }, { about: 'clock' }, { about: 'tables', level: 'ok' }],
  });
});

test('fleet doctor says that the database does not answer', async () => {
  const { ok, stderr } = await personWith('postgres://127.0.0.1:1/x')('doctor');
  expect(ok).toBe(false);
  expect(stderr).toContain('the database of the fleet does not answer');
});

test('without the packages the command that installs them is named', async () => {
  const root = join(temporaryFolder(), 'lib/node_modules/samocode');
  cpSync(join(ROOT, 'dist'), join(root, 'dist'), { recursive: true });
  writeFileSync(join(root, 'workflow.md'), '');
  const fleet = personWith('postgres://127.0.0.1:1/x', root);
  const { ok, stderr } = await fleet('doctor');
  expect(ok).toBe(false);
  expect(stderr).toContain('pg and pg-boss, which are not installed');
  expect(stderr).toContain(
    `npm install --global --prefix ${root.split('/lib/')[0] ?? ''} pg-boss@`,
  );
});

test('a command that moves no session loads no pg-boss, which takes longer than all else', async () => {
  const root = temporaryFolder();
  for (const part of ['dist', 'workflow.md'])
    cpSync(join(ROOT, part), join(root, part), { recursive: true });
  const broken = join(root, 'node_modules/pg-boss');
  mkdirSync(broken, { recursive: true });
  writeFileSync(join(broken, 'index.js'), 'throw new Error("loaded")');
  symlinkSync(join(ROOT, 'node_modules/pg'), join(root, 'node_modules/pg'));
  const url = await newDatabase();
  expect((await personWith(url)('init')).ok).toBe(true);
  const fleet = personWith(url, root);
  expect(await fleet('machines')).toMatchObject({ ok: true });
  expect((await fleet('doctor')).stderr).toContain('cannot be loaded: loaded');
});
