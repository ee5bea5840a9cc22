// npm runs this before it packs, and after `npm ci`. A global installation from git installs no development
// packages first (npm 11.19.1). All of them take minutes, so only those that the build reads are fetched here.
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const OF_THE_BUILD = ['commander', 'dotenv', 'esbuild', 'execa', 'fflate', 'pino', 'undici', 'zod'];

if (!existsSync('node_modules/esbuild')) fetchPackages('.cache/build-packages');
await import('./build.js');

/**
 * By the lock file, whose other packages npm leaves out: nothing in this folder's package.json needs them.
 * @param {string} folder
 */
function fetchPackages(folder) {
  const lock = JSON.parse(readFileSync('package-lock.json', 'utf8'));
  const all = Object.entries(lock.packages[''].devDependencies);
  const about = {
    private: true,
    dependencies: Object.fromEntries(all.filter(([name]) => OF_THE_BUILD.includes(name))),
  };
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, 'package.json'), JSON.stringify(about));
  const packages = { ...lock.packages, '': about };
  writeFileSync(path.join(folder, 'package-lock.json'), JSON.stringify({ ...lock, packages }));
  const quiet = ['--ignore-scripts', '--no-audit', '--no-fund'];
  try {
    execFileSync('npm', ['ci', '--no-global', ...quiet], { cwd: folder, stdio: 'inherit' });
    // Beside what `npm install --omit=dev` may have put there.
    const beside = { recursive: true, force: false, verbatimSymlinks: true };
    cpSync(path.join(folder, 'node_modules'), 'node_modules', beside);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
