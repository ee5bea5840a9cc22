import * as z from 'zod/mini';
import { PHASES } from '../phases/phase.ts';
import { type DataOf, fits, jsonOf } from '../text/read-json.ts';
import { refPart } from '../text/ref-part.ts';
import { WITHHELD_WHY } from './withheld.ts';

const VERSION = 1;

const withheld = z.object({
  of: z.enum(['worktree', 'session']),
  /** Latin1, one character for each byte. */
  path: z.string(),
  why: z.enum(WITHHELD_WHY),
});

/** `meta.json` of a carried state: the facts that its files do not tell. */
const meta = z.object({
  v: z.literal(VERSION),
  /** The folder name of the session. */
  session: z.string(),
  /** The iteration whose row was written last. */
  iteration: z.int(),
  phase: z.enum(PHASES),
  /** Of the worktree; null: none is checked out. */
  branch: z.nullable(z.string()),
  /** The commit at HEAD of the worktree. */
  head: z.string().check(z.regex(/^[0-9a-f]{40}(?:[0-9a-f]{24})?$/)),
  /** The commit that the work started from, where it is known. */
  base: z.nullable(z.object({ name: z.string(), commit: z.string() })),
  /** The machine that has the session, and the run there. */
  machine: z.string(),
  run: z.string(),
  /** ISO 8601. */
  at: z.string(),
  withheld: z.array(withheld),
  /** How many more files were withheld than the list has. */
  moreWithheld: z.int(),
});
export type CarriedMeta = DataOf<typeof meta>;

/** The most files that the list of a state names: an agent may have made a million. */
const MOST_LISTED = 1000;

/** The list of a state, with the number of files that it leaves out. */
export function listed(
  all: CarriedMeta['withheld'],
): Pick<CarriedMeta, 'withheld' | 'moreWithheld'> {
  const kept = all.slice(0, MOST_LISTED);
  return { withheld: kept, moreWithheld: all.length - kept.length };
}

export function metaText(of: Omit<CarriedMeta, 'v'>): string {
  return `${JSON.stringify({ v: VERSION, ...of })}\n`;
}

export type MetaReading =
  | { readonly kind: 'meta'; readonly meta: CarriedMeta }
  /** A later version of samocode wrote it. */
  | { readonly kind: 'newer' }
  | { readonly kind: 'other' };

/** Reads `meta.json`, which a program may have pushed that is not samocode. */
export function readMeta(text: string): MetaReading {
  const value = jsonOf(text);
  if (fits(meta, value)) return { kind: 'meta', meta: value };
  const isNewer = fits(z.object({ v: z.number() }), value) && value.v > VERSION;
  return { kind: isNewer ? 'newer' : 'other' };
}

/** The ref of a session's state. Any folder name gives a valid one. */
export function stateRef(session: string): string {
  return `refs/samocode/state/${refPart(session)}`;
}

/** The ref here of the state that the remote had when this machine looked: no proof that it made it. */
export function seenRef(session: string): string {
  return `refs/samocode/seen/${refPart(session)}`;
}

/** The ref of the work of a run that had lost its session to another machine. */
export function lostRef(session: string, run: string): string {
  return `refs/samocode/lost/${refPart(session)}/${refPart(run)}`;
}
