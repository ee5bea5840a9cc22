import { PROVIDER_NAMES } from '../provider/agent.ts';
import { PHASES } from '../phases/phase.ts';
import { SIGNS } from '../phases/progress.ts';
import { NEEDS, WAIT_REASONS } from '../phases/rules.ts';
import {
  anything,
  count,
  flag,
  listOf,
  mapOf,
  number,
  object,
  oneOf,
  optional,
  orNull,
  text,
  whole,
  type ShapeOf,
} from '../text/shape.ts';

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
  'verify',
  'worktree',
  'stuck',
  'tampered',
  'settings',
] as const;
export type RowProblem = (typeof ROW_PROBLEMS)[number];

const usage = object({
  inputTokens: number,
  cachedInputTokens: number,
  outputTokens: number,
});

const common = {
  v: oneOf(ROW_VERSION),
  timestamp: text,
  iteration: count,
  /** Where the session stands after this row. */
  phase: oneOf(...PHASES),
  summary: orNull(text),
  reason: orNull(text),
  needs: orNull(oneOf(...NEEDS)),
  for: orNull(oneOf(...WAIT_REASONS)),
  run: text,
  sourcePhase: oneOf(...PHASES),
  accepted: flag,
};

/** What is known of an iteration whatever its agent says; commits and diff are between the heads. */
const facts = object({
  /** Of the last attempt's process; both null where nobody saw its end. */
  exitCode: orNull(number),
  signal: orNull(text),
  /** The work tree's commit before and after; `unborn` before the first, null where files do not say. */
  headBefore: orNull(text),
  headAfter: orNull(text),
});

/** `Progress` of src/domain/phases/progress.ts. */
const progress = object({
  sign: oneOf(...SIGNS),
  head: orNull(text),
  tree: orNull(text),
  content: orNull(text),
  changed: orNull(number),
  since: number,
});

const iterationRow = object({
  ...common,
  kind: oneOf('iteration'),
  status: oneOf('continue', 'done', 'blocked', 'waiting'),
  problem: orNull(oneOf(...ROW_PROBLEMS)),
  /** Iterations recorded in the session's life, this one included. */
  total: whole,
  provider: oneOf(...PROVIDER_NAMES),
  model: orNull(text),
  /** What was set of the model (`modelSetting`), to tell whether a setting explains a change. */
  modelSetting: optional(text),
  attempts: whole,
  durationMs: number,
  usage: orNull(usage),
  costUsd: orNull(number),
  agentSession: orNull(text),
  log: orNull(text),
  /** Who paid, in the CLI's own word (Claude's `apiKeySource`). */
  billing: optional(orNull(text)),
  /** What the agent wrote, as it wrote it; text where it was no JSON. */
  signal: anything,
  /** What was repaired in the signal before it was read (`SLIPS` of signal-repair.ts). */
  repaired: optional(listOf(text)),
  /** Tool calls that the CLI refused (`DeniedCalls`). */
  denied: optional(object({ count: whole, calls: listOf(text) })),
  /** Writes of the CLI that failed, each in one line. */
  lost: optional(listOf(text)),
  /** Hash of the session's files at this row, for "something changed since". */
  baseline: orNull(text),
  facts: optional(facts),
  /** Of an iteration after which the session would go on; left out where stuck agents are not looked for. */
  progress: optional(progress),
});

const personRow = object({
  ...common,
  kind: oneOf('person'),
  status: oneOf(
    'approved',
    'rejected',
    'answered',
    'resumed',
    'overridden',
    'paused',
    'stopped',
    'noted',
  ),
  /** `<user>` at a terminal, `file` for an edit by hand, `auto` for `--gates auto`, `telegram:<name>`. */
  by: text,
  note: orNull(text),
  /** Who called the command: `terminal`, `Claude Code session`, or the program that did. */
  caller: optional(text),
  /** Of a message that came as a file while an agent worked: the agent may have left it. */
  unverified: optional(flag),
  /** Of the first row, where an overview was all there was: its `Blocked`, which we write from now on. */
  blocked: optional(text),
  /** The message that brought it (an inbox file, a Telegram update), so that none is applied twice. */
  source: optional(text),
  /** Of `answered`: question number → answer; null where no questions are needed. */
  answers: optional(orNull(mapOf(text))),
  /** Of `answered`: the questions as they were asked, one hash each. */
  asked: optional(listOf(text)),
  /** Of `approved`: the plan files, their hash, and their hash without ticks. */
  plan: optional(object({ files: listOf(text), hash: text, outline: optional(text) })),
});

const restoredRow = object({
  ...common,
  kind: oneOf('restored'),
  status: oneOf('restored'),
});

const noticedRow = object({
  ...common,
  kind: oneOf('noticed'),
  /**
   * `tampered`: found at a start, after a kill; what is found after an iteration is in its row.
   * `plan-changed`: after its approval, so the session is in planning again.
   */
  status: oneOf('settings-changed', 'tampered', 'plan-changed'),
  /** The keys that changed in the settings files while an agent worked. */
  settings: optional(listOf(text)),
});

const gaveUpRow = object({
  ...common,
  kind: oneOf('gave-up'),
  /** `blocked`: the worktree cannot be made; each run tries again. */
  status: oneOf('failed', 'parked', 'blocked'),
  /** Epoch milliseconds before which an unattended run spends nothing; null: until a person acts. */
  resumeAt: orNull(number),
  attempts: whole,
  /** What the failed attempts cost, as far as the provider told. */
  costUsd: orNull(number),
  usage: orNull(usage),
  cure: orNull(text),
  /** Hash of the configuration it failed with; another one may do better. */
  config: text,
  /** Of `parked`: key of the account whose closed window the limit book knows. */
  account: optional(text),
});

/** Facts of an iteration, apart from its agent's words. */
export type Facts = ShapeOf<typeof facts>;
export type IterationRow = ShapeOf<typeof iterationRow>;
export type PersonRow = ShapeOf<typeof personRow>;
export type RestoredRow = ShapeOf<typeof restoredRow>;
export type NoticedRow = ShapeOf<typeof noticedRow>;
export type GaveUpRow = ShapeOf<typeof gaveUpRow>;
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
    return isRow(value) ? { kind: 'row', row: value } : { kind: 'broken' };
  }
  return isForeign(value) ? foreignReading(value) : { kind: 'broken' };
}

function isRow(value: object): value is Row {
  const shapes = [iterationRow, personRow, restoredRow, noticedRow, gaveUpRow];
  return shapes.some((shape) => shape(value));
}

function foreignReading(data: ShapeOf<typeof isForeign>): LineReading {
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

const words = optional(orNull(text));
const isForeign = object({
  iteration: number,
  status: text,
  phase: words,
  target_phase: words,
  source_phase: words,
  accepted: optional(orNull(flag)),
  for: words,
  reason: words,
  rejection_reason: words,
});
