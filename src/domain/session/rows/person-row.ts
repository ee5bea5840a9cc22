import * as z from 'zod/mini';
import { PROMISES } from '../../phases/rules.ts';
import type { DataOf } from '../../text/read-json.ts';
import { common } from './fields.ts';

/** Who a person's row is by when `--gates auto` did their part. */
export const AUTO = 'auto';

export const personRow = () =>
  z.object({
    ...common(),
    kind: z.literal('person'),
    status: z.enum([
      'approved',
      'rejected',
      'answered',
      'resumed',
      'overridden',
      'paused',
      'stopped',
      'noted',
    ]),
    /** `<user>` at a terminal, `file` for an edit by hand, `auto` for `--gates auto`, `telegram:<name>`. */
    by: z.string(),
    note: z.nullable(z.string()),
    /** Who called the command: `terminal`, `Claude Code session`, or the program that did. */
    caller: z.optional(z.string()),
    /** Of a message or an answer that came as a file while an agent worked: the agent may have left it. */
    unverified: z.optional(z.boolean()),
    /** Of an edit by hand: the other sessions whose agent was at work then. */
    otherSessions: z.optional(z.array(z.string())),
    /**
     * Only in the first row of a session that had nothing but an overview: its `Blocked`, which we
     * write from now on.
     */
    blocked: z.optional(z.string()),
    /** The message that brought it (an inbox file, a Telegram update), so that none is applied twice. */
    source: z.optional(z.string()),
    /** Of `answered`: question number → answer; null where no questions are needed. */
    answers: z.optional(z.nullable(z.record(z.string(), z.string()))),
    /** Of `answered`: the questions as they were asked, one hash each. */
    asked: z.optional(z.array(z.string())),
    /** Of `approved`: the plan files, their hash, and their hash without ticks. */
    plan: z.optional(
      z.object({
        files: z.array(z.string()),
        hash: z.string(),
        outline: z.optional(z.string()),
        /** It says that nothing will be committed, and why. */
        noCommit: z.optional(z.boolean()),
      }),
    ),
    /** Of `resumed`: the promises of the phase that a person does without in this stay. */
    waived: z.optional(z.array(z.enum(PROMISES))),
  });

export type PersonRow = DataOf<ReturnType<typeof personRow>>;
