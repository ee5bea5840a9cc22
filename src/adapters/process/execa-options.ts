/**
 * What we take over from execa at every start: a program is ended by us (`ladder.ts`, `sweep.ts`), a failure is
 * a value, and the environment is the one we give.
 */
export const OWN_END = {
  extendEnv: false,
  cleanup: false,
  buffer: false,
  reject: false,
  // Else NODE_DEBUG=execa would print each command with its arguments.
  verbose: 'none',
} as const;
