import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';

const KEEP = join(import.meta.dirname, 'keep-compiled.cjs');
const DAY_MS = 24 * 3_600_000;

/**
 * Arguments of Node 20 that let it load this program with its compiled code, which newer Nodes keep by themselves. The code
 * is kept in the folder, once for each build.
 */
export function compiledArgs(bin: string, folder: string): readonly string[] {
  if (process.version > 'v22') return [];
  const dist = dirname(bin);
  const kept = join(folder, hashOf(dist));
  if (!existsSync(kept)) make(dist, kept);
  return ['--require', join(kept, basename(KEEP))];
}

function hashOf(dist: string): string {
  const hash = createHash('sha256').update(process.version).update(readFileSync(KEEP));
  for (const name of readdirSync(dist).filter((one) => one.endsWith('.js')))
    hash.update(name).update(readFileSync(join(dist, name)));
  return hash.digest('hex').slice(0, 16);
}

function make(dist: string, kept: string): void {
  const folder = dirname(kept);
  mkdirSync(folder, { recursive: true });
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    const { mtimeMs = Date.now() } = statSync(path, { throwIfNoEntry: false }) ?? {};
    if (Date.now() - mtimeMs > DAY_MS) rmSync(path, { recursive: true, force: true });
  }
  const making = mkdtempSync(`${kept}.`);
  // Some tests start the program as another user.
  chmodSync(making, 0o755);
  execFileSync(process.execPath, [KEEP, dist, making], { stdio: 'inherit' });
  try {
    renameSync(making, kept);
  } catch {
    // Another file's tests made it meanwhile.
    rmSync(making, { recursive: true });
  }
}
