import { closeSync, constants, lstatSync } from 'node:fs';
import * as z from 'zod/mini';
import type { RunState } from '../../app/ports/session/state.ts';
import { PHASES } from '../../domain/phases/phase.ts';
import { FRESH_TRIES } from '../../domain/provider/agent.ts';
import { takeover, usage } from '../../domain/session/rows/fields.ts';
import { type DataOf, jsonOf } from '../../domain/text/read-json.ts';
import { type Opened, openRegular, readRegular } from '../disk/regular-file.ts';
import { appendDurably, replaceFile } from '../disk/write-file.ts';

const LIMIT_BYTES = 64 * 1024;

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
  lost: z.int().check(z.nonnegative()),
  tried: z.optional(z.int()),
  begun: z.optional(z.int()),
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

/** Which file we wrote last, and how long it was then. */
interface Written {
  readonly inode: number;
  readonly size: number;
}

export function openStateFile(path: string, onWarning: (text: string) => void): StateFile {
  let deferred: RunState | undefined;
  let written: Written | undefined;

  const replace = (line: string): void => {
    written = undefined;
    replaceFile(path, line, true);
    const { ino, size } = lstatSync(path);
    written = { inode: ino, size };
  };

  return {
    load: () => deferred ?? loadState(path, onWarning),
    save: (state) => {
      deferred = undefined;
      const line = lineOf(state);
      const before = written;
      written = undefined;
      written = before === undefined ? undefined : appendTo(path, line, before);
      if (written === undefined) replace(line);
    },
    defer: (state) => {
      deferred = state;
    },
    flush: () => {
      if (deferred === undefined) return;
      replace(lineOf(deferred));
      deferred = undefined;
    },
  };
}

/**
 * One write and one sync, where a replacement takes two syncs and a rename. Undefined, with nothing
 * written, when the file is not as we left it, or long.
 */
function appendTo(path: string, line: string, before: Written): Written | undefined {
  const bytes = Buffer.from(line);
  const size = before.size + bytes.length;
  if (size > LIMIT_BYTES) return undefined;
  const opened = openWritten(path);
  if (opened?.kind !== 'file') return undefined;
  const { fd, stat } = opened;
  try {
    if (stat.ino !== before.inode || stat.size !== before.size) return undefined;
    appendDurably(fd, path, bytes);
    return { inode: stat.ino, size };
  } finally {
    closeSync(fd);
  }
}

/** Undefined where it is gone, or not ours to write: it will be replaced. */
function openWritten(path: string): Opened | undefined {
  try {
    return openRegular(path, constants.O_WRONLY | constants.O_APPEND);
  } catch {
    return undefined;
  }
}

function loadState(path: string, onWarning: (text: string) => void): RunState {
  const reading = readRegular(path, LIMIT_BYTES);
  if (reading.kind === 'missing') return NOTHING;
  const saved = reading.kind === 'file' ? parse(reading.bytes.toString()) : undefined;
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
  return `${JSON.stringify(saved)}\n`;
}

/** The last line that is whole: we may have died while we wrote the one below. */
function parse(text: string): Saved | undefined {
  for (const line of text.split('\n').reverse()) {
    // A field that is not in the schema is left out: an agent can write this file.
    const saved = z.safeParse(savedState, jsonOf(line)).data;
    if (saved !== undefined) return saved;
  }
  return undefined;
}
