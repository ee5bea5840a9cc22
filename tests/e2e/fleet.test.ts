import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { FLEET_PACKAGES, nodeProblem } from '../../src/domain/fleet/packages.ts';
import { openScene, program } from '../support/program.ts';
import { ASKS } from '../support/program-agent.ts';

const SECRET = 'hunter2';

async function doctor(setting?: string) {
  const scene = openScene();
  const folder = join(scene.home, '.config/samocode');
  if (setting !== undefined) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, '.env'), `SAMOCODE_FLEET=${setting}\n`, { mode: 0o600 });
  }
  return await scene.start(['fleet', 'doctor']).ended;
}

test('fleet doctor names the setting that is missing, and where it belongs', async () => {
  const { code, stderr } = await doctor();
  expect(code).toBe(2);
  expect(stderr).toMatch(/SAMOCODE_FLEET is not set in .*\/samocode\/\.env/);
});

test('fleet doctor refuses an address of something else, and does not show it', async () => {
  const { code, stderr } = await doctor(`mysql://me:${SECRET}@db/x`);
  expect(code).toBe(2);
  expect(stderr).toContain('SAMOCODE_FLEET is not the address of a PostgreSQL database');
  expect(stderr).not.toContain(SECRET);
});

// tests/fleet has the packages, and asks a database that does not answer.
test('fleet doctor ends with 2 where Node is too old, or the packages are missing', async () => {
  const { code, stdout, stderr } = await doctor(`postgres://me:${SECRET}@127.0.0.1:1/x`);
  expect(code).toBe(2);
  const isOld = nodeProblem(process.version) !== undefined;
  expect(stderr).toContain(isOld ? 'needs Node 22.12 or later' : 'npm install --no-save --prefix ');
  expect(stdout + stderr).not.toContain(SECRET);
});

/** The packages of a fleet where the program finds them; each writes this file as it is loaded. */
function packagesThatTell(): string {
  const folder = join(dirname(dirname(program())), 'node_modules');
  const told = join(folder, 'told');
  for (const name of Object.keys(FLEET_PACKAGES)) {
    mkdirSync(join(folder, name), { recursive: true });
    const tell = `require('node:fs').appendFileSync(${JSON.stringify(told)}, '${name}\\n');`;
    writeFileSync(join(folder, name, 'index.js'), tell);
  }
  onTestFinished(() => {
    rmSync(folder, { recursive: true });
  });
  return told;
}

test('without SAMOCODE_FLEET nothing loads the packages of a fleet', async () => {
  const told = packagesThatTell();
  await using scene = openScene({ phases: { requirements: ASKS } });
  scene.begin('requirements');
  expect((await scene.exec(['--help'])).code).toBe(0);
  // The second one may not spawn.
  expect((await scene.run()).code).toBe(3);
  expect((await scene.run()).code).toBe(3);
  expect(scene.spawns()).toHaveLength(1);
  expect((await scene.command('status')).code).toBe(0);
  expect((await scene.exec(['queue'])).code).toBe(0);
  expect(existsSync(told)).toBe(false);
  if (nodeProblem(process.version) !== undefined) return;
  // What is loaded here is no PostgreSQL.
  expect((await doctor('postgres://me@127.0.0.1:1/x')).code).not.toBe(0);
  expect(existsSync(told)).toBe(true);
});
