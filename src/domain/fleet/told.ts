import * as z from 'zod/mini';
import { PHASES } from '../phases/phase.ts';
import type { DataOf } from '../text/read-json.ts';
import { askedTexts } from './asked.ts';

/** The news of a session that its run tells the other machines after a boundary. */
export const told = z.object({
  v: z.literal(1),
  config: z.string(),
  session: z.string(),
  /** The name of its folder, the same on each machine. */
  folder: z.string(),
  run: z.string(),
  /** The iteration whose row was written last; null: nothing is recorded yet. */
  iteration: z.nullable(z.int()),
  phase: z.enum(PHASES),
  /** The standing, as rows have it. */
  state: z.string(),
  /** The gate or event that a waiting session waits for. */
  awaiting: z.nullable(z.string()),
  reason: z.nullable(z.string()),
  /** The plan or the questions that wait for a person (`planToken`, `roundOf`). */
  asks: z.nullable(z.string()),
  /** Their text; undefined: the run has an earlier version of samocode. */
  texts: z.optional(askedTexts),
  costUsd: z.number(),
  /** The state that the remote has; null: none. */
  pushed: z.nullable(z.object({ iteration: z.int(), commit: z.string() })),
  /** Why the newest state is on this machine alone. */
  unmovable: z.nullable(z.string()),
});
export type Told = DataOf<typeof told>;
