import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { nodeProblem } from '../../src/domain/fleet/packages.ts';
import { openScene } from '../support/program.ts';

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
