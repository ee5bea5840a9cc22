import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { git, ROOT } from '../support/program.ts';
import { giveTo, idsOf, mayStart, REAL_USERS } from '../support/users.ts';

const Sbom = z.object({
  bomFormat: z.literal('CycloneDX'),
  metadata: z.object({ component: z.object({ name: z.string(), purl: z.string() }) }),
  components: z.array(z.object({ name: z.string(), purl: z.string() })),
});
const SLOW_MS = 240_000;
/** npm and the program find this Node first. */
const PATH = `${dirname(process.execPath)}${delimiter}${process.env['PATH'] ?? ''}`;

let root: string;
let tarball: string;

/** The release of a fresh clone; its packages are the ones that are installed here. */
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'samocode-package-'));
  chmodSync(root, 0o755);
  const clone = join(root, 'clone');
  git(root, 'clone', '-q', ROOT, clone);
  symlinkSync(join(ROOT, 'node_modules'), join(clone, 'node_modules'));
  execFileSync('npm', ['run', '--silent', 'release', '--', join(root, 'out')], {
    cwd: clone,
    env: { ...process.env, PATH },
  });
  const made = readdirSync(join(root, 'out')).find((name) => name.endsWith('.tgz'));
  tarball = join(root, 'out', made ?? '');
  rmSync(clone, { recursive: true });
}, SLOW_MS);

afterAll(() => {
  rmSync(root, { recursive: true, force: true });
});

describe.each(REAL_USERS)('the tarball of a fresh clone, installed as %s', (user) => {
  test.runIf(mayStart(user, process.execPath))(
    'runs the demo in an empty home, without a file of the repository',
    () => {
      const home = join(root, user.replaceAll(' ', '-'));
      mkdirSync(home);
      giveTo(idsOf(user), home);
      const at = {
        cwd: home,
        encoding: 'utf8',
        ...idsOf(user),
        env: { PATH, HOME: home },
      } as const;
      const install = ['install', '--global', '--offline', '--prefix', home, tarball];
      execFileSync('npm', install, at);
      const installed = join(home, 'lib/node_modules/samocode');
      expect(readdirSync(installed)).not.toContain('node_modules');
      expect(readdirSync(installed)).not.toContain('src');
      const said = execFileSync(join(home, 'bin/samocode'), ['demo'], at);
      expect(said).toContain('All eight phases are done.');
    },
    SLOW_MS,
  );
});

test('beside the tarball is a CycloneDX list of what the bundle holds', () => {
  const text = readFileSync(tarball.replace(/\.tgz$/, '.cdx.json'), 'utf8');
  const { metadata, components } = Sbom.parse(JSON.parse(text));
  expect(metadata.component).toMatchObject({ name: 'samocode' });
  const names = components.map(({ name }) => name);
  expect(names).toEqual(expect.arrayContaining(['commander', 'execa', 'undici', 'zod']));
  expect(names).not.toContain('vitest');
});
