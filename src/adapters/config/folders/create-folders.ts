import { mkdirSync } from 'node:fs';
import { diskFullWords } from '../../../domain/run/disk-codes.ts';
import { type ConfigProblem, shown } from '../../../domain/settings/problem.ts';
import { errorCode } from '../../../domain/text/error-code.ts';
import { configError } from '../config-error.ts';
import { explainError } from '../explain-error.ts';
import { lookAt } from './folder-faults.ts';
import type { MissingFolder } from './folders.ts';

/** Makes the folders for their owner alone and says so; throws a UserError that lists each that cannot be made. */
export function createFolders(missing: readonly MissingFolder[]): readonly string[] {
  const problems = missing.flatMap((folder) => createFolder(folder) ?? []);
  if (problems.length > 0) throw configError(problems);
  return missing.map(({ key, path }) => `created ${path} (${key})`);
}

function createFolder({ key, path, source }: MissingFolder): ConfigProblem | undefined {
  try {
    mkdirSync(path, { mode: 0o700 });
    return undefined;
  } catch (error) {
    // Another run may have been faster.
    if (errorCode(error) === 'EEXIST' && lookAt(path) === 'folder') return undefined;
    // No fault of the setting's.
    if (diskFullWords(errorCode(error)) !== undefined) throw error;
    const message = `is ${shown(path)}, which cannot be created: ${explainError(error)}`;
    return { source, key, message, hint: 'create it, or name another folder' };
  }
}
