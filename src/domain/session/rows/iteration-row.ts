import * as z from 'zod/mini';
import { PROFILE_NAMES } from '../../models/profiles.ts';
import { SIGNS } from '../../phases/progress.ts';
import { PROVIDER_NAMES } from '../../provider/provider-name.ts';
import type { DataOf } from '../../text/read-json.ts';
import { common, fresh, natural, runs, spent, takeover } from './fields.ts';

/** Which rule a decision that was not followed broke. */
export const ROW_PROBLEMS = [
  'no-signal',
  'malformed',
  'status',
  'move',
  'gate',
  'wait-reason',
  'overview',
  'missing',
  'verify',
  'baseline',
  'worktree',
  'stuck',
  'tampered',
  'settings',
] as const;
export type RowProblem = (typeof ROW_PROBLEMS)[number];

/**
 * Facts about an iteration that do not come from its agent; commits and diff are between the heads.
 */
const facts = () =>
  z.object({
    /** The end of the last attempt's process; both null if it is unknown. */
    exitCode: z.nullable(z.number()),
    signal: z.nullable(z.string()),
    /** The work tree's commit before and after; `unborn` before the first, null where files do not say. */
    headBefore: z.nullable(z.string()),
    headAfter: z.nullable(z.string()),
  });

/** Facts of an iteration, apart from its agent's words. */
export type Facts = DataOf<ReturnType<typeof facts>>;

const proof = () =>
  z.object({
    isGreen: z.boolean(),
    how: z.string(),
    isExcused: z.optional(z.boolean()),
  });
/** How the proof of work ended. */
export type RowProof = DataOf<ReturnType<typeof proof>>;

/** `Progress` of src/domain/phases/progress.ts. */
const progress = () =>
  z.object({
    sign: z.enum(SIGNS),
    head: z.nullable(z.string()),
    tree: z.nullable(z.string()),
    content: z.nullable(z.string()),
    changed: z.nullable(z.number()),
    since: z.number(),
  });

const commit = () => z.string().check(z.regex(/^[\da-f]{40,64}$/));
/** The changes of an agent in a read-only phase. */
const wrote = () =>
  z.object({
    /** Tracked files, and the first of them. */
    count: natural(),
    paths: z.array(z.string()),
    /** HEAD moved: a commit, say. */
    isHeadMoved: z.boolean(),
    /** The checkpoints before and after it. */
    before: commit(),
    after: commit(),
  });
export type Wrote = DataOf<ReturnType<typeof wrote>>;

export const iterationRow = () =>
  z.object({
    ...common(),
    kind: z.literal('iteration'),
    status: z.enum(['continue', 'done', 'blocked', 'waiting']),
    problem: z.nullable(z.enum(ROW_PROBLEMS)),
    /** Iterations recorded in the session's life, this one included. */
    total: z.int(),
    provider: z.enum(PROVIDER_NAMES),
    model: z.nullable(z.string()),
    /** The model settings (`modelSetting`), to tell whether a setting explains a change. */
    modelSetting: z.optional(z.string()),
    /** The configured effort, in the CLI's own word. */
    effort: z.optional(z.nullable(z.string())),
    attempts: z.int(),
    durationMs: z.number(),
    ...spent(),
    runs: runs(),
    agentSession: z.nullable(z.string()),
    log: z.nullable(z.string()),
    /** Who paid, in the CLI's own word (Claude's `apiKeySource`). */
    billing: z.optional(z.nullable(z.string())),
    /** The signal as the agent wrote it; text if it was not JSON. */
    signal: z.optional(z.unknown()),
    /** The repairs to the signal (`SLIPS` of signal/slips.ts). */
    repaired: z.optional(z.array(z.string())),
    /** Tool calls that the CLI refused (`DeniedCalls`). */
    denied: z.optional(z.object({ count: z.int(), calls: z.array(z.string()) })),
    /** Writes of the CLI that failed, each in one line. */
    lost: z.optional(z.array(z.string())),
    wrote: z.optional(wrote()),
    fresh: fresh(),
    /** The other provider worked (`SAMOCODE_FALLBACK`). */
    fallback: z.optional(takeover()),
    /** The phase gets one try with a stronger profile from here on, and why. */
    stronger: z.optional(z.object({ profile: z.enum(PROFILE_NAMES), reason: z.string() })),
    /** The stronger profile that this iteration had. */
    profile: z.optional(z.enum(PROFILE_NAMES)),
    /** Hash of the session's files at this row, for "something changed since". */
    baseline: z.nullable(z.string()),
    facts: z.optional(facts()),
    /** How the proof of work (`VERIFY`) ended; `isExcused`: a person knows that it failed before the work began. */
    proof: z.optional(proof()),
    /** Of `done`, with `PUBLISH`: the address of the draft pull request. */
    pullRequest: z.optional(z.string()),
    /** Of an iteration after which the session would go on; left out where stuck agents are not looked for. */
    progress: z.optional(progress()),
  });

export type IterationRow = DataOf<ReturnType<typeof iterationRow>>;
