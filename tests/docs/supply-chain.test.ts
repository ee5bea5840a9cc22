import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { expect, test } from 'vitest';
import * as z from 'zod';
import { ROOT } from '../support/assets.ts';

const Package = z.object({ name: z.string(), version: z.string() });
const Lock = z.object({
  packages: z.record(z.string(), z.looseObject({ integrity: z.string().optional() })),
});

test('dist/THIRD_PARTY_NOTICES has the licence text of each bundled package', async () => {
  const notices = readFileSync(join(ROOT, 'dist/THIRD_PARTY_NOTICES'), 'utf8').split(/^-{80}$/m);
  const { metafile } = await build({
    absWorkingDir: ROOT,
    entryPoints: ['src/cli/bin.ts', 'lab/stand-in/stand-in.ts'],
    bundle: true,
    platform: 'node',
    outdir: 'unused',
    write: false,
    metafile: true,
    logLevel: 'silent',
    define: { SAMOCODE_VERSION: '""' },
    external: ['pg', 'pg-boss'],
  });
  const folders = Object.keys(metafile.inputs).flatMap(
    (file) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file) ?? [],
  );
  expect(folders.length).toBeGreaterThan(30);
  const missing = [...new Set(folders)].filter((folder) => {
    const about = JSON.parse(readFileSync(join(ROOT, folder, 'package.json'), 'utf8')) as unknown;
    const { name, version } = Package.parse(about);
    const notice = notices.find((one) => one.trimStart().startsWith(`${name} ${version} (`));
    return (
      notice === undefined || !/copyright|license/i.test(notice.slice(notice.indexOf('\n\n', 2)))
    );
  });
  expect(missing).toEqual([]);
});

test('each package of a lock file has its integrity', () => {
  const locks = readdirSync(join(ROOT, 'scripts/locks'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('package-lock.json'))
    .map((name) => join(ROOT, 'scripts/locks', name));
  expect(locks).toHaveLength(3);
  for (const file of [...locks, join(ROOT, 'package-lock.json')]) {
    const { packages } = Lock.parse(JSON.parse(readFileSync(file, 'utf8')));
    const without = Object.entries(packages).filter(
      ([name, { integrity }]) => name !== '' && integrity === undefined,
    );
    expect(without, file).toEqual([]);
  }
});
