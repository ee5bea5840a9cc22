/**
 * The options of every start: we end programs ourselves (`stop-sequence.ts`, `sweep.ts`), a failure is a
 * value, and the environment is exactly ours.
 */
export const OWN_END = {
  extendEnv: false,
  cleanup: false,
  buffer: false,
  reject: false,
  // Else NODE_DEBUG=execa would print each command with its arguments.
  verbose: 'none',
} as const;
