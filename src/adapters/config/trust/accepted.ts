import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { ProjectCommand } from '../../../domain/settings/trust/project-commands.ts';
import { makeFolder } from '../../disk/make-folder.ts';
import { namingPath } from '../../disk/naming-path.ts';
import { realOf } from '../../disk/real-path.ts';
import { touch } from '../../disk/write-file.ts';

/** The accepted commands, and the file that records them. */
export interface Acceptance {
  readonly configPath: string;
  readonly commands: readonly ProjectCommand[];
  /** The user's own state folder of samocode. */
  readonly stateDir: string;
}

/** Whether the person accepted these very commands of this very file. */
export function isAccepted(of: Acceptance): boolean {
  return of.commands.length === 0 || existsSync(noteOf(of).path);
}

/** Notes the acceptance: one empty file for each, so that none is half written. */
export function accept(of: Acceptance): void {
  const { folder, path } = noteOf(of);
  namingPath(path, () => {
    makeFolder(folder);
    touch(path);
  });
}

function noteOf({ configPath, commands, stateDir }: Acceptance) {
  const folder = join(stateDir, 'trust');
  const name = `${hash(realOf(configPath)).slice(0, 32)}-${hash(JSON.stringify(commands))}`;
  return { folder, path: join(folder, name) };
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
