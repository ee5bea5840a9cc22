import { join } from 'node:path';
import * as z from 'zod/mini';
import { stateRef } from '../../../domain/fleet/carried-state.ts';
import { type DataOf, readJson } from '../../../domain/text/read-json.ts';
import { readText } from '../../disk/read-file.ts';
import { replaceFile } from '../../disk/write-file.ts';
import { commitOf } from '../head.ts';
import type { StatePlace } from './state-place.ts';

/** The last state of a session that this machine made or took. */
const note = z.object({
  commit: z.string(),
  /** The newest state that a remote is known to have. */
  pushed: z.nullable(z.object({ remote: z.string(), commit: z.string() })),
  /** The files of its session folder, each with mode and id; null: not known. */
  files: z.nullable(z.record(z.string(), z.string())),
});
export type StateNote = DataOf<typeof note>;

type Place = Pick<StatePlace, 'ownDir' | 'commonDir' | 'session'>;

/** Undefined: no state was made yet. Where the note was lost, the ref tells. */
export function readNote(place: Place): StateNote | undefined {
  const read = readJson(note, readText(fileOf(place)));
  if (read !== undefined) return read;
  const { commonDir } = place;
  const commit = commitOf({ gitDir: commonDir, commonDir }, stateRef(place.session));
  return commit === null || commit === 'unborn' ? undefined : { commit, pushed: null, files: null };
}

export function keepNote(place: Place, kept: StateNote): void {
  replaceFile(fileOf(place), JSON.stringify(kept));
}

function fileOf({ ownDir }: Pick<Place, 'ownDir'>): string {
  return join(ownDir, 'state.json');
}
