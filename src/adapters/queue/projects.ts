import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fingerprint } from '../../domain/text/fingerprint.ts';
import { forget } from '../disk/entries.ts';
import { readText } from '../disk/read-file.ts';
import { createWhole, temporaryName } from '../disk/write-file.ts';

/** Notes a project for `list --all`; where that cannot be written, its sessions are not in it. */
export function noteProject(stateDir: string, config: string): void {
  const folder = join(stateDir, 'projects');
  const path = join(folder, fingerprint(config));
  if (existsSync(path)) return;
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    createWhole(path, config, { temporary: temporaryName(path), sync: false });
  } catch {
    return;
  }
}

/** The `.samocode` of each project that the user has run or queued, in order; those that are gone are forgotten. */
export function knownProjects(stateDir: string): readonly string[] {
  const folder = join(stateDir, 'projects');
  const names = existsSync(folder) ? readdirSync(folder) : [];
  const found = names.flatMap((name) => {
    const path = join(folder, name);
    const config = readText(path);
    if (config.startsWith('/') && existsSync(config)) return [config];
    if (!name.endsWith('.tmp')) forget(path);
    return [];
  });
  return found.sort();
}
