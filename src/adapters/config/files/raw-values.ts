import { join } from 'node:path';
import { CHILD_VARIABLES } from '../../../domain/provider/environment/child-variables.ts';
import type { ConfigProblem } from '../../../domain/settings/problem.ts';
import type { RawValue, RawValues } from '../../../domain/settings/raw-value.ts';
import {
  conflictProblems,
  environmentLineWarnings,
  projectLineProblems,
  projectLineWarnings,
} from '../../../domain/settings/settings-lines.ts';
import { isFolderKey, PROJECT_KEYS, RUNTIME_KEYS } from '../../../domain/settings/table/table.ts';
import type { Environment } from '../environment.ts';
import { readOwner } from '../folders/owner.ts';
import { readEnvFile } from './env-file.ts';

/** Some values, and what went wrong while they were read. */
export interface RawReading {
  readonly values: RawValues;
  readonly problems: readonly ConfigProblem[];
  /** Lines about probable mistakes. */
  readonly warnings: readonly string[];
  /** False where the file itself is the problem. */
  readonly isRead: boolean;
}

const NOTHING: RawValues = new Map();

/** The `.samocode`; it must be there and the user's own, and none of its known keys may be empty. */
export function readProjectFile(path: string): RawReading {
  return ownFile(path, () => projectFile(path));
}

/** Reads only a file that no other user can have written. */
function ownFile(path: string, read: () => RawReading): RawReading {
  const owner = readOwner(path);
  if (owner.kind === 'problem') {
    return fileProblem(path, owner.complaint.message, owner.complaint.hint);
  }
  const reading = read();
  if (owner.kind === 'fine') return reading;
  const { message } = owner.complaint;
  return { ...reading, warnings: [`${path} ${message}`, ...reading.warnings] };
}

function projectFile(path: string): RawReading {
  const file = readEnvFile(path);
  switch (file.kind) {
    case 'values':
      return {
        values: file.values,
        problems: [...projectLineProblems(path, file.scan), ...emptySettings(file.values)],
        warnings: projectLineWarnings(path, file.scan),
        isRead: true,
      };
    case 'absent':
      return fileProblem(path, 'does not exist', 'write one as the README shows, or give --config');
    case 'folder':
      return fileProblem(path, 'is a folder', `give the file: ${join(path, '.samocode')}`);
    case 'unreadable':
      return fileProblem(path, file.reason, 'give the path of a .samocode file');
  }
}

/** The user's own `.env`; it need not be there, and a folder of that name (a Python environment) is passed over. */
export function readSettingsFile(path: string): RawReading {
  return ownFile(path, () => settingsFile(path));
}

function settingsFile(path: string): RawReading {
  const file = readEnvFile(path);
  if (file.kind === 'unreadable') return fileProblem(path, file.reason, 'fix it or remove it');
  if (file.kind !== 'values') {
    return { values: NOTHING, problems: [], warnings: [], isRead: false };
  }
  const warnings = environmentLineWarnings(path, file.scan);
  const problems = conflictProblems(path, file.scan);
  return { values: file.values, problems, warnings, isRead: true };
}

/** `$XDG_CONFIG_HOME/samocode/.env`; a relative XDG_CONFIG_HOME is ignored, as its standard says. */
export function userSettingsPath(environment: Environment, home: string): string {
  return join(configHome(environment, home), 'samocode', '.env');
}

/** The folder of a user's systemd units. */
export function unitFolder(environment: Environment, home: string): string {
  return join(configHome(environment, home), 'systemd', 'user');
}

function configHome(environment: Environment, home: string): string {
  const folder = environment['XDG_CONFIG_HOME'];
  return folder?.startsWith('/') === true ? folder : join(home, '.config');
}

/** The settings and the variables of the child in an environment. */
export function environmentValues(environment: Environment, cwd: string): RawValues {
  const values = new Map<string, RawValue>();
  for (const key of [...RUNTIME_KEYS, ...CHILD_VARIABLES]) {
    const value = environment[key];
    if (value !== undefined) values.set(key, { value, source: 'environment', folder: cwd });
  }
  return values;
}

/** Empty folders are reported where the folders are looked at. */
function emptySettings(values: RawValues): readonly ConfigProblem[] {
  return PROJECT_KEYS.filter((key) => !isFolderKey(key)).flatMap((key) => {
    const raw = values.get(key);
    if (raw?.value.trim() !== '') return [];
    return [
      { source: raw.source, key, message: 'is empty', hint: 'give a value or remove the line' },
    ];
  });
}

function fileProblem(source: string, message: string, hint: string): RawReading {
  return {
    values: NOTHING,
    problems: [{ source, key: '', message, hint }],
    warnings: [],
    isRead: false,
  };
}
