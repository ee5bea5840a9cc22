import * as z from 'zod/mini';
import { PHASES } from '../phases/phase.ts';
import { type DataOf, readJson } from '../text/read-json.ts';
import { refPart } from '../text/ref-part.ts';

/** Larger files are named and left out: they would fill the repository of a person, and a remote for good. */
export const LARGEST_KEPT_BYTES = 20_000_000;

/** The facts of a checkpoint: the body of its commit's message, one line of JSON. */
const facts = z.object({
  v: z.literal(1),
  /** The folder name of the session. */
  session: z.string(),
  /** From 1 on; the last part of its ref. */
  number: z.int(),
  /** The iteration whose row came before it; 0: none had one yet. */
  iteration: z.int(),
  phase: z.enum(PHASES),
  /** ISO 8601. */
  at: z.string(),
  /** The commit at HEAD of the worktree; null before the first one. */
  head: z.nullable(z.string()),
  /** Files that it does not hold: over 20 MB, or not readable. Latin1, one character for each byte. */
  leftOut: z.array(z.string()),
  /** Repositories within: it holds their commit, and not their files. */
  repositories: z.array(z.string()),
});
export type CheckpointFacts = DataOf<typeof facts>;

/** A checkpoint of a session's work tree. */
export interface Checkpoint extends CheckpointFacts {
  /** Id of its commit: the tree has the files' bytes as they were, without git's filters. */
  readonly commit: string;
}

const REFS = 'refs/samocode/checkpoints';

/** The message of a checkpoint's commit. */
export function checkpointMessage(of: CheckpointFacts): string {
  return `samocode: iteration ${of.iteration} of ${of.session}, ${of.phase}\n\n${JSON.stringify(of)}\n`;
}

/** The facts that a commit's message tells; undefined for any other commit. */
export function readCheckpoint(commit: string, message: string): Checkpoint | undefined {
  const line = message.trimEnd().split('\n').at(-1) ?? '';
  const read = readJson(facts, line);
  return read === undefined ? undefined : { ...read, commit };
}

/** The refs of a session's checkpoints begin with it. Any folder name gives a valid one. */
export function checkpointRefs(session: string): string {
  return `${REFS}/${refPart(session)}/`;
}
