// Installs the real CLIs for `npm run test:real` into .cache, only when they are missing, and prints what
// is there: the pinned pair, or with two versions as arguments that pair, beside it.
//
//     node scripts/real-clis.js [<version of Claude Code> <version of Codex>]
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { installClis, PINNED } from './real-cli-install.js';

const [claude = PINNED.claude, codex = PINNED.codex] = process.argv.slice(2);
const INSTALLED = installClis({ claude, codex });
for (const name of ['claude', 'codex']) console.log(`${name}: ${versionOf(name)}`);
console.log(`REAL_CLIS=${INSTALLED} npx vitest run --config vitest.real.config.ts tests them`);

/** @param {string} name */
function versionOf(name) {
  const file = path.join(INSTALLED, 'bin', name);
  const { status, stdout, stderr } = spawnSync(file, ['--version'], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${name} does not run: ${stderr}`);
  return stdout.trim();
}
