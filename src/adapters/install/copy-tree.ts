import { chmodSync, cpSync, lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** Copies a file or a folder; the owner may write the copy, also where the package is read-only. */
export function copyTree(source: string, target: string): void {
  cpSync(source, target, { recursive: true });
  makeWritable(target);
}

function makeWritable(path: string): void {
  const stat = lstatSync(path);
  if (stat.isSymbolicLink()) return;
  chmodSync(path, stat.mode | 0o200);
  if (!stat.isDirectory()) return;
  for (const name of readdirSync(path)) makeWritable(join(path, name));
}
