import * as z from 'zod/mini';
import { eventName } from './step.ts';

const count = z.int().check(z.nonnegative());
const seconds = z.number().check(z.nonnegative());
const pattern = z.unknown();
const texts = z.array(z.string());

/** What has to be so when all acts are done; nothing may be left of any run in any case. */
export const expectation = z.strictObject({
  /** How often the provider's CLI was started. */
  spawns: z.union([count, z.strictObject({ atLeast: count, atMost: count })]),
  /** How often the CLI was asked for its usage windows. */
  asks: z.optional(count),
  /** Spawns after one moment and before another. */
  counts: z.optional(
    z.array(
      z.strictObject({
        from: z.optional(eventName),
        to: z.optional(eventName),
        atMost: z.optional(count),
        exactly: z.optional(count),
      }),
    ),
  ),
  /** Seconds from a moment to the start of a spawn. */
  gaps: z.optional(
    z.array(
      z.strictObject({
        from: eventName,
        spawn: count,
        atMost: seconds,
        atLeast: z.optional(seconds),
      }),
    ),
  ),
  /** The least seconds between two spawns after a moment. */
  apart: z.optional(z.strictObject({ from: eventName, seconds })),
  /** The history, row by row; fields that are not named may be anything. */
  rows: z.optional(z.array(pattern)),
  /** `status --json`. */
  status: z.optional(pattern),
  /** Texts that the output of the runs contains, or does not contain. */
  says: z.optional(texts),
  silent: z.optional(texts),
  /** Spawn number → texts in the prompt it got. */
  prompts: z.optional(z.record(z.string(), texts)),
  /** File of the session → its content. */
  files: z.optional(z.record(z.string(), pattern)),
  /** Messages to Telegram. */
  notices: z.optional(count),
  /** Within which the whole has to be over. */
  seconds: z.optional(seconds),
});

export type Expectation = z.infer<typeof expectation>;
