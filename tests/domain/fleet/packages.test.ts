import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import * as z from 'zod/mini';
import {
  FLEET_PACKAGES,
  nodeProblem,
  packagesCommand,
} from '../../../src/domain/fleet/packages.ts';
import { readJson } from '../../../src/domain/text/read-json.ts';
import { ROOT } from '../../support/assets.ts';

test('names the versions that package.json has', () => {
  const schema = z.object({ peerDependencies: z.record(z.string(), z.string()) });
  const found = readJson(schema, readFileSync(join(ROOT, 'package.json'), 'utf8'));
  expect(found?.peerDependencies).toEqual(FLEET_PACKAGES);
});

test.each([
  ['v20.20.2', false],
  ['v22.11.0', false],
  ['v22.12.0', true],
  ['v24.0.0', true],
])('says whether Node %s can serve a fleet', (version, can) => {
  expect(nodeProblem(version) === undefined).toBe(can);
});

const packages = 'pg-boss@12.38.0 pg@8.23.1';
test.each([
  ['/usr/lib/node_modules/samocode', `npm install --global --prefix /usr ${packages}`],
  ['/home/me/a b/node_modules/samocode', `npm install --prefix '/home/me/a b' ${packages}`],
  ['/src/samocode', `npm install --no-save --prefix /src/samocode ${packages}`],
])('installs the packages where the samocode in %s finds them', (root, command) => {
  expect(packagesCommand(root)).toBe(command);
});
