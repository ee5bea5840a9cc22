// Installs the pinned real CLIs for `npm run test:real` into .cache/real-clis, only when they are
// missing, and prints what is there. The stamp is written last and the folder renamed into place, so
// an interrupted install never counts.
import { spawnSync } from 'node:child_process';
import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';

// Exact versions: on Node 20 npm would silently take an old Claude Code, the last one whose engines match.
const PINNED = { '@anthropic-ai/claude-code': '2.1.330', '@openai/codex': '0.169.0' };
const CACHE = path.resolve(import.meta.dirname, '../.cache');
const INSTALLED = path.join(CACHE, 'real-clis');
const STAMP = JSON.stringify(PINNED, null, 2) + '\n';

if (!isInstalled()) install();
for (const name of ['claude', 'codex']) console.log(`${name}: ${versionOf(name)}`);

function isInstalled() {
  const stamp = path.join(INSTALLED, 'versions.json');
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === STAMP;
}

function install() {
  mkdirSync(CACHE, { recursive: true });
  removeLeftovers();
  const folder = mkdtempSync(path.join(CACHE, 'real-clis-'));
  try {
    writeFileSync(path.join(folder, 'package.json'), '{ "private": true }\n');
    npmInstall(folder);
    linkPrograms(folder);
    writeFileSync(path.join(folder, 'versions.json'), STAMP);
    moveIntoPlace(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What interrupted installs left; a young one may belong to somebody who is at it right now. */
function removeLeftovers() {
  for (const name of readdirSync(CACHE).filter((name) => name.startsWith('real-clis-'))) {
    const folder = path.join(CACHE, name);
    const ageMs = Date.now() - statSync(folder).mtimeMs;
    if (ageMs > 3_600_000) rmSync(folder, { recursive: true, force: true });
  }
}

/** @param {string} folder */
function npmInstall(folder) {
  const packages = Object.entries(PINNED).map(([name, version]) => `${name}@${version}`);
  console.log(`installing ${packages.join(' and ')} (about 770 MB)`);
  const flags = ['--no-audit', '--no-fund', '--no-package-lock', '--loglevel=error'];
  const { status, error } = spawnSync(
    'npm',
    ['install', '--prefix', folder, '--save-exact', ...flags, ...packages],
    { cwd: folder, stdio: 'inherit' },
  );
  if (error) throw error;
  if (status !== 0) throw new Error(`npm install of the real CLIs failed with exit ${status}`);
}

/**
 * bin/claude is the native program itself: npm 11 may block the install script that would put it in
 * its stub's place. bin/codex is the Node wrapper that people have on their PATH.
 * @param {string} folder
 */
function linkPrograms(folder) {
  const modules = path.join(folder, 'node_modules');
  const scope = path.join(modules, '@anthropic-ai');
  const native = readdirSync(scope)
    .filter((name) => name.startsWith('claude-code-'))
    .map((name) => path.join(scope, name, 'claude'))
    .find((file) => existsSync(file));
  if (native === undefined) throw new Error('no native claude program for this platform');
  mkdirSync(path.join(folder, 'bin'));
  link(folder, 'claude', native);
  link(folder, 'codex', path.join(modules, '@openai/codex/bin/codex.js'));
}

/**
 * @param {string} folder
 * @param {string} name
 * @param {string} target
 */
function link(folder, name, target) {
  accessSync(target, constants.X_OK);
  symlinkSync(path.relative(path.join(folder, 'bin'), target), path.join(folder, 'bin', name));
}

/** @param {string} folder */
function moveIntoPlace(folder) {
  rmSync(INSTALLED, { recursive: true, force: true });
  try {
    renameSync(folder, INSTALLED);
  } catch (error) {
    // Somebody else installed the same at the same time; theirs is as good.
    if (!isInstalled()) throw error;
  }
}

/** @param {string} name */
function versionOf(name) {
  const file = path.join(INSTALLED, 'bin', name);
  const { status, stdout, stderr } = spawnSync(file, ['--version'], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${name} does not run: ${stderr}`);
  return stdout.trim();
}
