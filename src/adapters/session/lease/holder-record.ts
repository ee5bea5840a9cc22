import * as z from 'zod/mini';
import { type DataOf, fits } from '../../../domain/text/read-json.ts';
import { openLock } from '../../disk/lock.ts';

/** Who holds a file that may have one holder; enough to know whether it still lives. */
const holderRecord = z.object({
  v: z.literal(1),
  /** Of this acquisition: no two ever have the same. It becomes part of a file's name. */
  id: z.string().check(z.regex(/^[\w-]{1,100}$/)),
  pid: z.int(),
  startTime: z.string(),
  bootId: z.string(),
  pidNamespace: z.string(),
  host: z.string(),
  /** A hash of the machine's id, if it has one: two machines may have the same name. */
  machine: z.optional(z.string()),
  since: z.string(),
  busy: z.boolean(),
  child: z.nullable(z.object({ pid: z.int(), startTime: z.string() })),
  sleepsUntil: z.nullable(z.number()),
  sleepsFor: z.optional(z.nullable(z.enum(['limit', 'outage', 'turn']))),
});
export type HolderRecord = DataOf<typeof holderRecord>;

/** The lease of a session, and its write lock. */
export const sessionLock = openLock<HolderRecord>((value) =>
  fits(holderRecord, value) ? value : undefined,
);
