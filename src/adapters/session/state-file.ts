import * as z from 'zod/mini';
import type { RunState } from '../../app/ports/session/state.ts';
import { PHASES } from '../../domain/phases/phase.ts';
import { FRESH_TRIES } from '../../domain/provider/outcome.ts';
import { takeover, usage } from '../../domain/session/rows/fields.ts';
import { type DataOf, jsonOf } from '../../domain/text/read-json.ts';
import { lastLineOf, openLastLine } from '../disk/lines/last-line.ts';
import { readRegular } from '../disk/regular-file.ts';

/** Lines are appended up to here. */
const APPEND_LIMIT_BYTES = 64 * 1024;
/** One line may be longer: it has a hash for each answer of a `_qa.md`, which is read up to 4 MiB. */
const READ_LIMIT_BYTES = 64 * 1024 * 1024;

const count = z.int().check(z.nonnegative());

const before = z.object({
  commit: z.nullable(z.string()),
  artefacts: z.string(),
  since: z.number(),
});

const cost = z.object({
  costUsd: z.optional(z.number()),
  usage: z.optional(usage()),
  pricedUsd: z.optional(z.number()),
  pricesOf: z.optional(z.string()),
  assumedUsd: z.optional(z.number()),
  untold: z.optional(count),
});

const leftRest = z.object({
  for: z.enum(['limit', 'outage', 'turn']),
  since: z.number(),
  at: z.number(),
  resumed: z.optional(z.int()),
  limits: count,
  waitedMs: z.number(),
  costUsd: z.number(),
  untold: count,
  limitTold: z.boolean(),
  spentRounds: count,
  outage: z.optional(z.object({ lastedMs: z.number(), isTold: z.boolean() })),
  isTakenOver: z.boolean(),
  otherFailed: z.optional(z.string()),
  tried: z.optional(
    z.object({
      iteration: z.int(),
      attempts: count,
      failed: count,
      before: z.optional(before),
      durationMs: z.number(),
      cost,
      runs: z.array(z.string()),
      fresh: z.array(z.enum(FRESH_TRIES)),
      troubles: z.array(z.string()),
    }),
  ),
});

const savedState = z.object({
  v: z.literal(1),
  mark: z.nullable(
    z.object({
      run: z.string(),
      iteration: z.int(),
      attempt: z.int(),
      phase: z.enum(PHASES),
      log: z.string(),
      staleSignal: z.nullable(z.string()),
      startedAt: z.string(),
      before: z.optional(before),
      budgetUsd: z.optional(z.number()),
      takeover: z.optional(takeover()),
    }),
  ),
  settledRows: z.nullable(z.int()),
  questionsAfterRun: z.optional(z.nullable(z.string())),
  answersAfterRun: z.optional(z.array(z.string())),
  lost: z.int().check(z.nonnegative()),
  tried: z.optional(z.int()),
  begun: z.optional(z.int()),
  confinedSince: z.optional(z.number()),
  told: z.nullable(z.string()),
  untold: z.optional(
    z.object({
      ending: z.string(),
      at: z.number(),
      unsure: z.int().check(z.nonnegative()),
      shown: z.array(z.string()),
    }),
  ),
  setUp: z.optional(z.string()),
  left: z.optional(leftRest),
  gaps: z.optional(z.nullable(z.array(z.string()))),
  isMaking: z.optional(z.boolean()),
  ignored: z.optional(z.array(z.string())),
  baseline: z.optional(z.object({ isGreen: z.boolean(), how: z.string(), tail: z.string() })),
  branch: z.optional(
    z.object({
      name: z.string(),
      madeAt: z.optional(z.string()),
      base: z.optional(z.object({ name: z.string(), commit: z.string() })),
    }),
  ),
});
type Saved = DataOf<typeof savedState>;

const NOTHING: RunState = {
  mark: undefined,
  settledRows: undefined,
  questionsAfterRun: undefined,
  lost: 0,
  told: undefined,
};

/** `.run/state.json`: one object, and while a run works more of them below, of which the last counts. */
export interface StateFile {
  /** Anything unreadable counts as never written: the history is the truth. */
  readonly load: () => RunState;
  /** Durable when it returns; replaces a deferred state. */
  readonly save: (state: RunState) => void;
  /** Holds for `load` from now on, and is written by the next `flush`, or never if a `save` comes first. */
  readonly defer: (state: RunState) => void;
  /** Writes a deferred state, if there is one; durable when it returns. */
  readonly flush: () => void;
}

export function openStateFile(path: string, onWarning: (text: string) => void): StateFile {
  let deferred: RunState | undefined;
  const file = openLastLine(path, { limitBytes: APPEND_LIMIT_BYTES, isDurable: true });

  return {
    load: () => deferred ?? loadState(path, onWarning),
    save: (state) => {
      deferred = undefined;
      file.write(lineOf(state));
    },
    defer: (state) => {
      deferred = state;
    },
    flush: () => {
      if (deferred === undefined) return;
      file.replace(lineOf(deferred));
      deferred = undefined;
    },
  };
}

function loadState(path: string, onWarning: (text: string) => void): RunState {
  const reading = readRegular(path, READ_LIMIT_BYTES);
  if (reading.kind === 'missing') return NOTHING;
  const saved =
    reading.kind === 'file' ? lastLineOf(reading.bytes.toString(), readSaved) : undefined;
  if (saved === undefined) {
    onWarning(`${path} cannot be read and is ignored; the history decides`);
    return NOTHING;
  }
  const { v, mark, settledRows, told, ...rest } = saved;
  return {
    ...rest,
    mark: mark === null ? undefined : { ...mark, staleSignal: mark.staleSignal ?? undefined },
    settledRows: settledRows ?? undefined,
    questionsAfterRun: rest.questionsAfterRun,
    told: told ?? undefined,
  };
}

/** A field that is undefined is left out. */
function lineOf({ mark, settledRows, told, ...rest }: RunState): string {
  const saved = {
    v: 1,
    mark: mark === undefined ? null : { ...mark, staleSignal: mark.staleSignal ?? null },
    settledRows: settledRows ?? null,
    ...rest,
    told: told ?? null,
  };
  return JSON.stringify(saved);
}

/** A field that is not in the schema is left out: an agent can write this file. */
function readSaved(line: string): Saved | undefined {
  return z.safeParse(savedState, jsonOf(line)).data;
}
