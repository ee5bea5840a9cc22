// Installs exact versions of the real CLIs into a folder under .cache, only when they are missing.
import { accessSync, constants, existsSync, mkdirSync, readdirSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { pinnedInstall } from './pinned-install.js';

/** @typedef {{ readonly claude: string, readonly codex: string }} CliVersions */

/** @type {CliVersions} The versions that CI tests. */
export const PINNED = { claude: '2.1.332', codex: '0.171.0' };

/** The npm package of each program. */
export const CLI_PACKAGES = { claude: '@anthropic-ai/claude-code', codex: '@openai/codex' };

/**
 * Returns the folder whose bin holds `claude` and `codex`.
 * @param {CliVersions} versions
 */
export function installClis({ claude, codex }) {
  const isPinned = claude === PINNED.claude && codex === PINNED.codex;
  return pinnedInstall({
    name: isPinned ? 'real-clis' : `other-clis/${claude}_${codex}`,
    // Exact versions: on Node 20 npm would silently take an old Claude Code, the last one whose engines match.
    packages: { [CLI_PACKAGES.claude]: claude, [CLI_PACKAGES.codex]: codex },
    size: '770 MB',
    arrange: linkPrograms,
  });
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
