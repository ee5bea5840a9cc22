import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';
import type { Complaint } from '../../../domain/settings/problem.ts';
import { shown } from '../../../domain/settings/problem.ts';
import type { Environment } from '../environment.ts';
import { explainError } from '../explain-error.ts';
import { expandPath } from './expand-path.ts';

export interface ExecutableQuestion {
  /** A path (with a `/`) or a name to be found on PATH. */
  readonly name: string;
  /** The base of a relative path. */
  readonly folder: string;
  /** The base of a relative entry of PATH. */
  readonly cwd: string;
  readonly environment: Environment;
  readonly home: string;
  readonly platform: NodeJS.Platform;
}

/** The search path of a shell if PATH is not set. */
const DEFAULT_PATH = '/usr/bin:/bin';

/** The absolute path of a program as a shell would find it, or why there is none. Runs nothing. */
export function findExecutable(
  question: ExecutableQuestion,
): { readonly path: string } | Complaint {
  const { name } = question;
  return name.includes('/') ? atPath(question) : onPath(name, question);
}

/** The path of a program on PATH; undefined if it is not there. */
export function findProgram(
  name: string,
  { environment, home }: Pick<ExecutableQuestion, 'environment' | 'home'>,
): string | undefined {
  const { platform } = process;
  const found = findExecutable({ name, folder: '/', cwd: '/', environment, home, platform });
  return 'path' in found ? found.path : undefined;
}

/** The path of the Node that runs this program. Without /proc Node knows only the name that it was started by. */
export function ownPath(at: Pick<ExecutableQuestion, 'environment' | 'home' | 'cwd'>): string {
  const { execPath: name, platform } = process;
  const { environment, home, cwd } = at;
  const found = findExecutable({ name, folder: cwd, cwd, environment, home, platform });
  return 'path' in found ? found.path : name;
}

function atPath(question: ExecutableQuestion): { readonly path: string } | Complaint {
  const expanded = expandPath({ ...question, value: question.name });
  if (!('path' in expanded)) return expanded;
  const reason = whyNotExecutable(expanded.path);
  if (reason === undefined) return expanded;
  return {
    message: `is ${shown(question.name)}, and that ${reason}`,
    hint: 'give the path of the program itself',
  };
}

function onPath(name: string, question: ExecutableQuestion): { readonly path: string } | Complaint {
  const search = question.environment['PATH'] ?? DEFAULT_PATH;
  // To a shell an empty entry is the working directory, which is never intended.
  for (const entry of search.split(delimiter).filter((part) => part !== '')) {
    const path = join(resolve(question.cwd, entry), name);
    if (whyNotExecutable(path) === undefined) return { path };
  }
  return {
    message: `is ${shown(name)}, which is not on PATH`,
    hint: `install it, or give its full path; PATH is ${shown(search)}`,
  };
}

function whyNotExecutable(path: string): string | undefined {
  try {
    if (!statSync(path).isFile()) return 'is not a file';
    accessSync(path, constants.X_OK);
    return undefined;
  } catch (error) {
    const reason = explainError(error);
    return reason === 'permission denied' ? 'is not executable' : `cannot be run: ${reason}`;
  }
}
