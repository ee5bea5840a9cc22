/** The name that no two running sessions may share: that of the session's folder. */
export function sessionHold(path: string): string {
  return `session ${path}`;
}
