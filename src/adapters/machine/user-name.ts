import { userInfo } from 'node:os';

/** The name of the current user. */
export function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return `uid ${process.getuid?.() ?? '?'}`; // A user id without an entry in passwd.
  }
}
