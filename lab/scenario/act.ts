import * as z from 'zod/mini';
import { eventName } from './step.ts';

const text = z.string();
const runName = z.string().check(z.regex(/^[a-z0-9-]{1,20}$/));
/** An exit code, or the signal it died of. */
const exit = z.union([z.int(), z.enum(['SIGKILL', 'SIGTERM'])]);

const launch = {
  /** How later acts and the messages name it; `run-1`, `run-2` … unless told. */
  as: z.optional(runName),
  /** After `--config` and `--session`. */
  args: z.optional(z.array(text)),
  env: z.optional(z.record(text, text)),
  /** Another program in front of it. */
  through: z.optional(z.enum(['nohup'])),
  /** No file may grow over so many KB: like a disk that is full. */
  fileLimitKb: z.optional(z.int().check(z.positive())),
  /** `closed`: its reader has gone; `unread`: its reader never reads. */
  stdout: z.optional(z.enum(['closed', 'unread'])),
};

/** Every act from outside, with its value. */
const words = {
  /** Runs the session to its end, or starts it in parallel to the next acts. */
  run: z.optional(z.strictObject({ ...launch, exit })),
  start: z.optional(z.strictObject(launch)),
  ends: z.optional(z.strictObject({ run: runName, exit })),
  /** So many sessions at once. */
  many: z.optional(
    z.strictObject({
      sessions: z.int().check(z.minimum(2), z.maximum(50)),
      args: z.optional(z.array(text)),
      exit,
    }),
  ),
  signal: z.optional(
    z.strictObject({ run: runName, name: z.enum(['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGKILL']) }),
  ),
  /** Waits for a moment that the agent tells, or for words of a run. */
  until: z.optional(eventName),
  says: z.optional(z.strictObject({ run: runName, text })),
  tell: z.optional(eventName),
  /** Another command of samocode on the session. */
  command: z.optional(z.strictObject({ args: z.array(text).check(z.minLength(1)), exit })),
  /** A shell command in the session's folder, as a person would. */
  sh: z.optional(text),
};

export const act = z.strictObject(words).check(
  z.refine((one) => Object.keys(one).length === 1, {
    error: 'an act is one word with its value: {"run": {"exit": 0}}',
  }),
);

/** The words of an act. */
export const ACT_WORDS: readonly string[] = Object.keys(words);

/** One thing that is done to the session from outside. */
export type Act = z.infer<typeof act>;
export type Launch = Omit<NonNullable<Act['run']>, 'exit'>;
export type Exit = z.infer<typeof exit>;
