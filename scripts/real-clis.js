// Installs the pinned real CLIs for `npm run test:real` into .cache/real-clis, only when they are
// missing, and prints what is there.
import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync, mkdirSync, readdirSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { pinnedInstall } from './pinned-install.js';

const INSTALLED = pinnedInstall({
  name: 'real-clis',
  // Exact versions: on Node 20 npm would silently take an old Claude Code, the last one whose engines match.
  packages: { '@anthropic-ai/claude-code': '2.1.330', '@openai/codex': '0.169.0' },
  size: '770 MB',
  arrange: linkPrograms,
});
for (const name of ['claude', 'codex']) console.log(`${name}: ${versionOf(name)}`);

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

/** @param {string} name */
function versionOf(name) {
  const file = path.join(INSTALLED, 'bin', name);
  const { status, stdout, stderr } = spawnSync(file, ['--version'], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${name} does not run: ${stderr}`);
  return stdout.trim();
}
