import * as z from 'zod/mini';
import { PROFILE_NAMES } from '../models/profiles.ts';
import { PHASES } from '../phases/phase.ts';
import { SIGNS } from '../phases/progress.ts';
import { NEEDS, PROMISES, WAIT_REASONS } from '../phases/rules.ts';
import { PROVIDER_NAMES } from '../provider/agent.ts';
import { type DataOf, fits, jsonOf } from '../text/read-json.ts';

/** The version of our rows; the Python tool wrote rows without one, and later with 2. */
export const ROW_VERSION = 3;

/** Who a person's row is by when `--gates auto` did their part. */
export const AUTO = 'auto';

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

/** A whole number from 0 on. */
const natural = z.int().check(z.nonnegative());

const usage = z.object({
  inputTokens: z.number(),
  cachedInputTokens: z.number(),
  outputTokens: z.number(),
});

const common = {
  v: z.literal(ROW_VERSION),
  timestamp: z.string(),
  iteration: natural,
  /** The session's phase after this row. */
  phase: z.enum(PHASES),
  summary: z.nullable(z.string()),
  reason: z.nullable(z.string()),
  needs: z.nullable(z.enum(NEEDS)),
  for: z.nullable(z.enum(WAIT_REASONS)),
  run: z.string(),
  sourcePhase: z.enum(PHASES),
  accepted: z.boolean(),
  /** Of a row that changes the phase: epoch milliseconds. No row of an earlier version has it. */
  entered: z.optional(z.number()),
};

/**
 * Facts about an iteration that do not come from its agent; commits and diff are between the heads.
 */
const facts = z.object({
  /** The end of the last attempt's process; both null if it is unknown. */
  exitCode: z.nullable(z.number()),
  signal: z.nullable(z.string()),
  /** The work tree's commit before and after; `unborn` before the first, null where files do not say. */
  headBefore: z.nullable(z.string()),
  headAfter: z.nullable(z.string()),
});

const proof = z.object({
  isGreen: z.boolean(),
  how: z.string(),
  isExcused: z.optional(z.boolean()),
});
/** How the proof of work ended. */
export type RowProof = DataOf<typeof proof>;

/** `Progress` of src/domain/phases/progress.ts. */
const progress = z.object({
  sign: z.enum(SIGNS),
  head: z.nullable(z.string()),
  tree: z.nullable(z.string()),
  content: z.nullable(z.string()),
  changed: z.nullable(z.number()),
  since: z.number(),
});

/** The cost of an iteration or a run: reported, or computed from tokens. */
const spent = {
  usage: z.nullable(usage),
  costUsd: z.nullable(z.number()),
  /** The computed part of it, and the day of the prices. */
  pricedUsd: z.optional(z.number()),
  pricesOf: z.optional(z.string()),
};

/** Why attempts were followed by a fresh one: a spoilt conversation, a login or program under renewal. */
const fresh = z.optional(z.array(z.string()));

const commit = z.string().check(z.regex(/^[\da-f]{40,64}$/));
/** The changes of an agent in a read-only phase. */
const wrote = z.object({
  /** Tracked files, and the first of them. */
  count: natural,
  paths: z.array(z.string()),
  /** HEAD moved: a commit, say. */
  isHeadMoved: z.boolean(),
  /** The checkpoints before and after it. */
  before: commit,
  after: commit,
});
export type Wrote = DataOf<typeof wrote>;

/** The provider that would have worked, and why the other one did. */
export const takeover = z.object({ from: z.enum(PROVIDER_NAMES), reason: z.string() });
export type Takeover = DataOf<typeof takeover>;

const iterationRow = z.object({
  ...common,
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
  ...spent,
  agentSession: z.nullable(z.string()),
  log: z.nullable(z.string()),
  /** Who paid, in the CLI's own word (Claude's `apiKeySource`). */
  billing: z.optional(z.nullable(z.string())),
  /** The signal as the agent wrote it; text if it was not JSON. */
  signal: z.optional(z.unknown()),
  /** The repairs to the signal (`SLIPS` of signal-repair.ts). */
  repaired: z.optional(z.array(z.string())),
  /** Tool calls that the CLI refused (`DeniedCalls`). */
  denied: z.optional(z.object({ count: z.int(), calls: z.array(z.string()) })),
  /** Writes of the CLI that failed, each in one line. */
  lost: z.optional(z.array(z.string())),
  wrote: z.optional(wrote),
  fresh,
  /** The other provider worked (`SAMOCODE_FALLBACK`). */
  fallback: z.optional(takeover),
  /** The phase gets one try with a stronger profile from here on, and why. */
  stronger: z.optional(z.object({ profile: z.enum(PROFILE_NAMES), reason: z.string() })),
  /** The stronger profile that this iteration had. */
  profile: z.optional(z.enum(PROFILE_NAMES)),
  /** Hash of the session's files at this row, for "something changed since". */
  baseline: z.nullable(z.string()),
  facts: z.optional(facts),
  /** How the proof of work (`VERIFY`) ended; `isExcused`: a person knows that it failed before the work began. */
  proof: z.optional(proof),
  /** Of `done`, with `PUBLISH`: the address of the draft pull request. */
  pullRequest: z.optional(z.string()),
  /** Of an iteration after which the session would go on; left out where stuck agents are not looked for. */
  progress: z.optional(progress),
});

const personRow = z.object({
  ...common,
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
  /** Of a message that came as a file while an agent worked: the agent may have left it. */
  unverified: z.optional(z.boolean()),
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

const restoredRow = z.object({
  ...common,
  kind: z.literal('restored'),
  status: z.literal('restored'),
});

const noticedRow = z.object({
  ...common,
  kind: z.literal('noticed'),
  /**
   * `tampered`: found at a start, after a kill; a change found after an iteration is in its row.
   * `plan-changed`: the plan changed after its approval, so the session is in planning again.
   */
  status: z.enum(['settings-changed', 'tampered', 'plan-changed']),
  /** The keys that changed in the settings files while an agent worked. */
  settings: z.optional(z.array(z.string())),
});

const gaveUpRow = z.object({
  ...common,
  kind: z.literal('gave-up'),
  /** `blocked`: the worktree cannot be made, or the work not be published; each run tries again. */
  status: z.enum(['failed', 'parked', 'blocked']),
  /** Epoch milliseconds before which an unattended run spends nothing; null: until a person acts. */
  resumeAt: z.nullable(z.number()),
  attempts: z.int(),
  fresh,
  /** Of the failed attempts. */
  ...spent,
  cure: z.nullable(z.string()),
  /** Hash of the configuration it failed with; another one may do better. */
  config: z.string(),
  /** Of `parked`: key of the account whose closed window the limit book knows. */
  account: z.optional(z.string()),
  /** Of `parked`: the other provider could not work either, and a person has to act before it can. */
  otherFailed: z.optional(z.literal(true)),
  /** Of `blocked`: the work cannot be published. The iteration of this mark is still to be recorded. */
  unpublished: z.optional(z.object({ run: z.string(), iteration: z.int() })),
});

const rowSchema = z.discriminatedUnion('kind', [
  iterationRow,
  personRow,
  restoredRow,
  noticedRow,
  gaveUpRow,
]);

const word = z.optional(z.nullable(z.string()));
const foreignRow = z.object({
  iteration: z.number(),
  status: z.string(),
  phase: word,
  target_phase: word,
  source_phase: word,
  accepted: z.optional(z.nullable(z.boolean())),
  for: word,
  reason: word,
  rejection_reason: word,
});

/** Facts of an iteration, apart from its agent's words. */
export type Facts = DataOf<typeof facts>;
export type IterationRow = DataOf<typeof iterationRow>;
export type PersonRow = DataOf<typeof personRow>;
export type RestoredRow = DataOf<typeof restoredRow>;
export type NoticedRow = DataOf<typeof noticedRow>;
export type GaveUpRow = DataOf<typeof gaveUpRow>;
/** One line of `_signal_history.jsonl` that samocode wrote. */
export type Row = IterationRow | PersonRow | RestoredRow | NoticedRow | GaveUpRow;

/** A row of the Python tool, of either form: what of it still matters. */
export interface ForeignRow {
  /** Where the row left the session; undefined where it does not say. */
  readonly phase: string | undefined;
  readonly status: string;
  readonly accepted: boolean;
  readonly for: string | undefined;
  readonly reason: string | undefined;
}

export type LineReading =
  | { readonly kind: 'row'; readonly row: Row }
  | { readonly kind: 'foreign'; readonly row: ForeignRow }
  /** A truncated or unknown line. */
  | { readonly kind: 'broken' };

/** Reads one line of the history; never throws. */
export function readRow(line: string): LineReading {
  const value = jsonOf(line);
  if (fits(rowSchema, value)) return { kind: 'row', row: value };
  const isOurs =
    typeof value === 'object' && value !== null && 'v' in value && value.v === ROW_VERSION;
  return !isOurs && fits(foreignRow, value) ? foreignReading(value) : { kind: 'broken' };
}

function foreignReading(data: DataOf<typeof foreignRow>): LineReading {
  const accepted = data.accepted ?? true;
  // Rows name the requested phase; a rejected move left the session in its phase.
  const phase = accepted ? (data.target_phase ?? data.phase) : data.source_phase;
  return {
    kind: 'foreign',
    row: {
      phase: phase ?? data.source_phase ?? undefined,
      status: data.status,
      accepted,
      for: data.for ?? undefined,
      reason: data.rejection_reason ?? data.reason ?? undefined,
    },
  };
}

/** One line, ready to be appended. */
export function writeRow(row: Row): string {
  return `${JSON.stringify(row)}\n`;
}
