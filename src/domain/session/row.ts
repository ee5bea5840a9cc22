import * as z from 'zod/mini';
import { type DataOf, fits, jsonOf, lateSchema } from '../text/read-json.ts';
import { common, fresh, ROW_VERSION, runs, spent } from './rows/fields.ts';
import { type IterationRow, iterationRow } from './rows/iteration-row.ts';
import { type PersonRow, personRow } from './rows/person-row.ts';

const restoredRow = () =>
  z.object({
    ...common(),
    kind: z.literal('restored'),
    status: z.literal('restored'),
  });

const noticedRow = () =>
  z.object({
    ...common(),
    kind: z.literal('noticed'),
    /**
     * `tampered`: found at a start, after a kill; a change found after an iteration is in its row.
     * `plan-changed`: the plan changed after its approval, so the session is in planning again.
     */
    status: z.enum(['settings-changed', 'tampered', 'plan-changed']),
    /** The keys that changed in the settings files while an agent worked. */
    settings: z.optional(z.array(z.string())),
  });

const gaveUpRow = () =>
  z.object({
    ...common(),
    kind: z.literal('gave-up'),
    /** `blocked`: the worktree cannot be made, or the work not be published; each run tries again. */
    status: z.enum(['failed', 'parked', 'blocked']),
    /** Epoch milliseconds before which an unattended run spends nothing; null: until a person acts. */
    resumeAt: z.nullable(z.number()),
    attempts: z.int(),
    fresh: fresh(),
    /** Of the failed attempts. */
    ...spent(),
    runs: runs(),
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

const rowSchema = lateSchema(() =>
  z.discriminatedUnion('kind', [
    iterationRow(),
    personRow(),
    restoredRow(),
    noticedRow(),
    gaveUpRow(),
  ]),
);

const word = () => z.optional(z.nullable(z.string()));
const foreignRow = lateSchema(() =>
  z.object({
    iteration: z.number(),
    status: z.string(),
    phase: word(),
    target_phase: word(),
    source_phase: word(),
    accepted: z.optional(z.nullable(z.boolean())),
    for: word(),
    reason: word(),
    rejection_reason: word(),
  }),
);

export type RestoredRow = DataOf<ReturnType<typeof restoredRow>>;
export type NoticedRow = DataOf<ReturnType<typeof noticedRow>>;
export type GaveUpRow = DataOf<ReturnType<typeof gaveUpRow>>;
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

/**
 * Reads one line of the history; never throws. A row of a newer samocode counts as ours as far as it
 * has all that ours have: after a downgrade its iterations, costs and acts still count.
 */
export function readRow(line: string): LineReading {
  const value = asOurVersion(jsonOf(line));
  if (fits(rowSchema(), value)) return { kind: 'row', row: value };
  const isOurs =
    typeof value === 'object' && value !== null && 'v' in value && value.v === ROW_VERSION;
  return !isOurs && fits(foreignRow(), value) ? foreignReading(value) : { kind: 'broken' };
}

function asOurVersion(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !('v' in value)) return value;
  if (typeof value.v !== 'number' || value.v <= ROW_VERSION) return value;
  const ours = { ...value, v: ROW_VERSION };
  return fits(rowSchema(), ours) ? ours : value;
}

function foreignReading(data: DataOf<ReturnType<typeof foreignRow>>): LineReading {
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
