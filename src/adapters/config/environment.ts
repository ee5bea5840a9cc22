import { userInfo } from 'node:os';
import { UserError } from '../../domain/text/user-error.ts';

/** An environment as it was handed in; what is not set is absent or undefined. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** A copy of the process's own environment: the one place in samocode that reads it. */
export function processEnvironment(): Environment {
  return { ...process.env };
}

/** The person's home: `HOME` when it is an absolute path, else what the system knows; throws a UserError
 * where that is nothing. */
export function homeFolder(environment: Environment): string {
  const home = environment['HOME'];
  if (home?.startsWith('/') === true) return home;
  try {
    return userInfo().homedir;
  } catch {
    // A user id that stands in no passwd, as containers have them.
    throw new UserError('HOME is not set, and this user has no home that the system knows', {
      hint: 'set HOME to an absolute path',
    });
  }
}
