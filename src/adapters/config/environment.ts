import { homedir, userInfo } from 'node:os';

/** An environment as it was handed in; what is not set is absent or undefined. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** A copy of the process's own environment: the one place in samocode that reads it. */
export function processEnvironment(): Environment {
  return { ...process.env };
}

/** The person's home: `HOME` when it is an absolute path, else what the system knows. */
export function homeFolder(environment: Environment): string {
  const home = environment['HOME'];
  if (home?.startsWith('/') === true) return home;
  try {
    return userInfo().homedir;
  } catch {
    // A user id that stands in no passwd, as containers have them.
    return homedir();
  }
}
