import { join } from 'node:path';
import * as z from 'zod/mini';
import { type MetaReading, readMeta, stateRef } from '../../../domain/fleet/carried-state.ts';
import { type DataOf, readJson } from '../../../domain/text/read-json.ts';
import { readText } from '../../disk/read-file.ts';
import { replaceFile } from '../../disk/write-file.ts';
import type { CheckpointGit } from '../checkpoint/raw-git.ts';
import { GitFailed } from '../checkpoint/stdout-of.ts';
import { commitOf } from '../head.ts';
import type { StatePlace } from './state-place.ts';

/** The last state of a session that this machine made or took. */
const note = z.object({
  commit: z.string(),
  /** The newest state that a remote is known to have. */
  pushed: z.nullable(
    z.object({
      ...{ remote: z.string(), commit: z.string() },
      /** Of the history in that state; undefined: not known. */
      rows: z.optional(z.int()),
    }),
  ),
  /** The files of its session folder, each with mode and id; null: not known. */
  files: z.nullable(z.record(z.string(), z.string())),
});
export type StateNote = DataOf<typeof note>;

type Place = Pick<StatePlace, 'ownDir' | 'commonDir' | 'session' | 'machine'>;

/**
 * Undefined: this machine made or took none yet. Where the note was lost, the ref tells, if the state itself names
 * this machine: a person may have fetched that of another one to it.
 */
export async function readNote(place: Place, git: CheckpointGit): Promise<StateNote | undefined> {
  const read = readJson(note, readText(notePath(place)));
  if (read !== undefined) return read;
  const { commonDir, machine } = place;
  const commit = commitOf({ gitDir: commonDir, commonDir }, stateRef(place.session));
  if (commit === null || commit === 'unborn') return undefined;
  const isOurs = (await machineOf(git, commit)) === machine;
  return isOurs ? { commit, pushed: null, files: null } : undefined;
}

/** The machine that made a state; undefined: the commit is none. */
export async function machineOf(git: CheckpointGit, commit: string): Promise<string | undefined> {
  const { reading, problem } = await metaAt(git, commit);
  if (problem !== undefined) throw new GitFailed(problem);
  return reading.kind === 'meta' ? reading.meta.machine : undefined;
}

/** The `meta.json` of a commit; `problem`: why git could not tell it. */
export async function metaAt(
  git: CheckpointGit,
  commit: string,
): Promise<{ readonly reading: MetaReading; readonly problem: string | undefined }> {
  const { ok, stdout, problem } = await git(['cat-file', 'blob', `${commit}:meta.json`]);
  return { reading: readMeta(ok ? Buffer.from(stdout, 'latin1').toString() : ''), problem };
}

/** The newest state that a remote is known to have, as the note tells; null: none. */
export function lastPushed(place: Pick<Place, 'ownDir'>): StateNote['pushed'] {
  return readJson(note, readText(notePath(place)))?.pushed ?? null;
}

export function keepNote(place: Pick<Place, 'ownDir'>, kept: StateNote): void {
  replaceFile(notePath(place), JSON.stringify(kept));
}

/** Of the note. */
export function notePath({ ownDir }: Pick<Place, 'ownDir'>): string {
  return join(ownDir, 'state.json');
}
