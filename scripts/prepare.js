// npm runs this before it packs, and after `npm ci`. A global installation from git installs no development
// packages first (npm 11.19.1), so they are fetched here.
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';

if (!existsSync('node_modules/esbuild')) {
  const quiet = ['--ignore-scripts', '--no-audit', '--no-fund'];
  execFileSync('npm', ['ci', '--no-global', '--include=dev', ...quiet], { stdio: 'inherit' });
}
await import('./build.js');
