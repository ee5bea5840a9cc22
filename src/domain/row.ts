import * as z from 'zod/mini';
import { PROVIDER_NAMES } from './agent.ts';
import { PHASES } from './phase.ts';
import { SIGNS } from './progress.ts';
import { NEEDS, WAIT_REASONS } from './rules.ts';

/** The version of our rows; the Python tool wrote rows without one, and later with 2. */
export const ROW_VERSION = 3;

/** Which rule a decision that was not followed broke. */
export const ROW_PROBLEMS = [
  'no-signal',
  'malformed',
  'status',
  'move',
  'gate',
  'wait-reason',
  'overview',
  'verify',
  'worktree',
  'stuck',
] as const;
export type RowProblem = (typeof ROW_PROBLEMS)[number];

const usage = z.object({
  inputTokens: z.number(),
  cachedInputTokens: z.number(),
  outputTokens: z.number(),
});

const common = {
  v: z.literal(ROW_VERSION),
  timestamp: z.string(),
  iteration: z.int().check(z.nonnegative()),
  /** Where the session stands after this row. */
  phase: z.enum(PHASES),
  summary: z.nullable(z.string()),
  reason: z.nullable(z.string()),
  needs: z.nullable(z.enum(NEEDS)),
  for: z.nullable(z.enum(WAIT_REASONS)),
  run: z.string(),
  sourcePhase: z.enum(PHASES),
  accepted: z.boolean(),
};

/** What is known of an iteration whatever its agent says; commits and diff are between the heads. */
const facts = z.object({
  /** Of the last attempt's process; both null where nobody saw its end. */
  exitCode: z.nullable(z.number()),
  signal: z.nullable(z.string()),
  /** The work tree's commit before and after; `unborn` before the first, null where files do not say. */
  headBefore: z.nullable(z.string()),
  headAfter: z.nullable(z.string()),
});

/** `Progress` of src/domain/progress.ts. */
const progress = z.object({
  sign: z.enum(SIGNS),
  head: z.nullable(z.string()),
  content: z.nullable(z.string()),
  changed: z.nullable(z.number()),
  since: z.number(),
});

const iterationRow = z.object({
  ...common,
  kind: z.literal('iteration'),
  status: z.enum(['continue', 'done', 'blocked', 'waiting']),
  problem: z.nullable(z.enum(ROW_PROBLEMS)),
  /** Iterations recorded in the session's life, this one included. */
  total: z.int(),
  provider: z.enum(PROVIDER_NAMES),
  model: z.nullable(z.string()),
  attempts: z.int(),
  durationMs: z.number(),
  usage: z.nullable(usage),
  costUsd: z.nullable(z.number()),
  agentSession: z.nullable(z.string()),
  log: z.nullable(z.string()),
  /** Who paid, in the CLI's own word (Claude's `apiKeySource`). */
  billing: z.optional(z.nullable(z.string())),
  /** What the agent wrote, as it wrote it; text where it was no JSON. */
  signal: z.unknown(),
  /** Hash of the session's files at this row, for "something changed since". */
  baseline: z.nullable(z.string()),
  facts: z.optional(facts),
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
  /** The message that brought it (an inbox file, a Telegram update), so that none is applied twice. */
  source: z.optional(z.string()),
  /** Of `answered`: question number → answer; null where no questions are needed. */
  answers: z.optional(z.nullable(z.record(z.string(), z.string()))),
  /** Of `approved`: the plan files and their hash. */
  plan: z.optional(z.object({ files: z.array(z.string()), hash: z.string() })),
});

const restoredRow = z.object({
  ...common,
  kind: z.literal('restored'),
  status: z.literal('restored'),
});

const gaveUpRow = z.object({
  ...common,
  kind: z.literal('gave-up'),
  status: z.enum(['failed', 'parked']),
  /** Epoch milliseconds before which an unattended run spends nothing; null: until a person acts. */
  resumeAt: z.nullable(z.number()),
  attempts: z.int(),
  /** What the failed attempts cost, as far as the provider told. */
  costUsd: z.nullable(z.number()),
  usage: z.nullable(usage),
  cure: z.nullable(z.string()),
  /** Hash of the configuration it failed with; another one may do better. */
  config: z.string(),
});

const rowSchema = z.discriminatedUnion('kind', [iterationRow, personRow, restoredRow, gaveUpRow]);

/** Facts of an iteration, apart from its agent's words. */
export type Facts = z.infer<typeof facts>;
export type IterationRow = z.infer<typeof iterationRow>;
export type PersonRow = z.infer<typeof personRow>;
export type RestoredRow = z.infer<typeof restoredRow>;
export type GaveUpRow = z.infer<typeof gaveUpRow>;
/** One line of `_signal_history.jsonl` that samocode wrote. */
export type Row = z.infer<typeof rowSchema>;

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
  /** Torn, or of nobody we know. */
  | { readonly kind: 'broken' };

/** Reads one line of the history; never throws. */
export function readRow(line: string): LineReading {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return { kind: 'broken' };
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return { kind: 'broken' };
  if ('v' in value && value.v === ROW_VERSION) {
    const parsed = rowSchema.safeParse(value);
    return parsed.success ? { kind: 'row', row: parsed.data } : { kind: 'broken' };
  }
  const foreign = foreignSchema.safeParse(value);
  if (!foreign.success) return { kind: 'broken' };
  const { data } = foreign;
  const accepted = data.accepted ?? true;
  // Rows name the phase that was wanted; what was rejected stayed where it was.
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

const text = z.optional(z.nullable(z.string()));
const foreignSchema = z.object({
  iteration: z.number(),
  status: z.string(),
  phase: text,
  target_phase: text,
  source_phase: text,
  accepted: z.optional(z.nullable(z.boolean())),
  for: text,
  reason: text,
  rejection_reason: text,
});
