import { userInfo } from 'node:os';
import { UserError } from '../../domain/text/user-error.ts';
import { stateFolder } from '../state-folder.ts';

/** An environment as it was passed in; a variable that is not set is absent or undefined. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** A copy of the process's own environment: the one place in samocode that reads it. */
export function processEnvironment(): Environment {
  return { ...process.env };
}

/**
 * The person's home: `HOME` if it is an absolute path, otherwise the system's entry; throws a
 * UserError if there is none.
 */
export function homeFolder(environment: Environment): string {
  const home = environment['HOME'];
  if (home?.startsWith('/') === true) return home;
  try {
    return userInfo().homedir;
  } catch {
    // A user id without an entry in passwd, as in containers.
    throw new UserError('HOME is not set, and this user has no home that the system knows', {
      hint: 'set HOME to an absolute path',
    });
  }
}

/** Where and for whom this program runs. */
export interface Here {
  readonly environment: Environment;
  readonly home: string;
  readonly cwd: string;
  /** The user's own records of samocode. */
  readonly stateDir: string;
}

export function here(): Here {
  const environment = processEnvironment();
  const home = homeFolder(environment);
  return { environment, home, cwd: process.cwd(), stateDir: stateFolder(environment, home) };
}

/** The state folder of the program with that environment; undefined if it has no home. */
export function stateFolderOf(environment: Environment): string | undefined {
  try {
    return stateFolder(environment, homeFolder(environment));
  } catch {
    return undefined;
  }
}
