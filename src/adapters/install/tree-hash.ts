import { createHash, type Hash } from 'node:crypto';
import { lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';

/** Hash of a file or a folder: names, contents and links, without times and modes. */
export function treeHash(path: string): string {
  const hash = createHash('sha256');
  addTree(hash, path, '');
  return hash.digest('hex');
}

function addTree(hash: Hash, root: string, name: string): void {
  const path = join(root, name);
  const stat = lstatSync(path);
  if (stat.isDirectory()) {
    hash.update(`\0folder ${name}\0`);
    for (const entry of readdirSync(path).sort()) addTree(hash, root, join(name, entry));
  } else if (stat.isSymbolicLink()) hash.update(`\0link ${name}\0${readlinkSync(path)}`);
  else {
    hash.update(`\0file ${name}\0`);
    hash.update(readFileSync(path));
  }
}
