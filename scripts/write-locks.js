// Writes scripts/locks: a lock file with the integrity of each pinned package that tests install. Run it
// after a pin has moved (scripts/real-cli-install.js, scripts/nodes.js); needs the npm registry.
import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { nodePackage, NODES } from './nodes.js';
import { CLI_PACKAGES, PINNED } from './real-cli-install.js';

const LOCKS = path.resolve(import.meta.dirname, 'locks');

rmSync(LOCKS, { recursive: true, force: true });
write('real-clis', { [CLI_PACKAGES.claude]: PINNED.claude, [CLI_PACKAGES.codex]: PINNED.codex });
for (const version of NODES) {
  // CI's platform; on others npm installs the same version without a lock.
  write(`nodes/${version}-linux-x64`, { [nodePackage('linux', 'x64')]: version });
}

/**
 * @param {string} name
 * @param {Readonly<Record<string, string>>} dependencies
 */
function write(name, dependencies) {
  const folder = path.join(LOCKS, name);
  mkdirSync(folder, { recursive: true });
  const about = JSON.stringify({ private: true, dependencies }, null, 2);
  writeFileSync(path.join(folder, 'package.json'), `${about}\n`);
  const flags = ['--package-lock-only', '--ignore-scripts', '--no-audit', '--no-fund'];
  const { status } = spawnSync('npm', ['install', ...flags, '--omit-lockfile-registry-resolved'], {
    cwd: folder,
    stdio: 'inherit',
  });
  if (status !== 0) throw new Error(`npm wrote no lock file for ${name}`);
}
