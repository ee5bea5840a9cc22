import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fingerprint } from '../../domain/text/fingerprint.ts';
import { makeFolder } from '../disk/make-folder.ts';
import { readText } from '../disk/read-file.ts';
import { createWhole, temporaryName } from '../disk/write-file.ts';

/** Notes a project for `list --all`; where that cannot be written, its sessions are not in it. */
export function noteProject(stateDir: string, config: string): void {
  const folder = join(stateDir, 'projects');
  const path = join(folder, fingerprint(config));
  if (existsSync(path)) return;
  try {
    makeFolder(folder);
    createWhole(path, config, { temporary: temporaryName(path), sync: false });
  } catch {
    return;
  }
}

/** The `.samocode` of each project that the user has run or queued, in order; one that is not there is left out, and stays known. */
export function knownProjects(stateDir: string): readonly string[] {
  const folder = join(stateDir, 'projects');
  const names = existsSync(folder) ? readdirSync(folder) : [];
  return names
    .filter((name) => !name.endsWith('.tmp'))
    .map((name) => readText(join(folder, name)))
    .filter((config) => config.startsWith('/') && existsSync(config))
    .sort();
}
