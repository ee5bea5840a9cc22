import { rmSync } from 'node:fs';
import type { Boundary } from '../../../../app/ports/fleet/state-travel.ts';
import type { Stops } from '../../../../app/ports/repository.ts';
import { listed, metaText } from '../../../../domain/fleet/carried-state.ts';
import type { Withheld } from '../../../../domain/fleet/withheld.ts';
import { type CheckpointGit, openRawGit } from '../../checkpoint/raw-git.ts';
import { GitFailed, stdoutOf } from '../../checkpoint/stdout-of.ts';
import { keepNote, readNote, type StateNote } from '../note.ts';
import type { StatePlace } from '../state-place.ts';
import { type ImportedState, importStream } from './import-stream.ts';
import { readSessionFiles, type SessionFile } from './session-files.ts';
import { readWorktree } from './worktree-state.ts';

const LIMIT_MS = 60_000;

/** A state that was made and not pushed yet. */
export interface MadeState {
  readonly note: StateNote;
  readonly rows: number;
  readonly withheld: readonly Withheld[];
}

/**
 * Keeps worktree and session folder as one commit: `work`, `index`, `session` and `meta.json`, with the state before
 * it and HEAD as parents. Killed at any step, it leaves at most objects that no ref names. Throws where the session
 * cannot travel now.
 */
export async function commitState(
  place: StatePlace,
  { base, rows, ...moment }: Boundary,
  stops: Stops,
): Promise<MadeState> {
  const raw = openRawGit(place, { ...stops, timeoutMs: LIMIT_MS });
  const before = await readNote(place, raw);
  const { head, branch, files, index, withheld } = await readWorktree(place, moment, stops);
  const session = readSessionFiles(place.sessionFolder, head.length === 64 ? 'sha256' : 'sha1');
  const all = [...withheld, ...session.withheld];
  const now = place.now();
  const meta = metaText({
    ...{ session: place.session, ...moment, branch, head, base: base ?? null },
    ...{ machine: place.machine, run: place.run, at: now.toISOString(), ...listed(all) },
  });
  const { iteration } = moment;
  const when = iteration === 0 ? 'before its first iteration' : `after iteration ${iteration}`;
  const message = `samocode: state of ${place.session} ${when}\n`;
  const state = { head, message, at: now, meta, trees: { files, index } };
  const commit =
    before === undefined
      ? await imported(raw, place, { ...state, ...whole(session.files), from: undefined })
      : await afterOther(raw, { place, before, state, files: session.files });
  const note = {
    commit,
    pushed: before?.pushed ?? null,
    files: Object.fromEntries(session.files.map((file) => [file.path, keyOf(file)])),
  };
  keepNote(place, note);
  return { note, rows, withheld: all };
}

type Unplaced = Omit<ImportedState, 'from' | 'session' | 'isWhole'>;

/** After the state before, whose unchanged files are not written again; without it where its objects are gone. */
async function afterOther(
  raw: CheckpointGit,
  of: {
    readonly place: StatePlace;
    readonly before: StateNote;
    readonly state: Unplaced;
    readonly files: readonly SessionFile[];
  },
): Promise<string> {
  const { place, before, state, files } = of;
  try {
    const session =
      before.files === null ? whole(files) : { session: changed(before.files, files) };
    return await imported(raw, place, { ...state, ...session, from: before.commit });
  } catch (error) {
    const isThere = await raw(['cat-file', '-e', `${before.commit}^{tree}`]);
    if (isThere.ok) throw error;
    return await imported(raw, place, { ...state, ...whole(files), from: undefined });
  }
}

function whole(files: readonly SessionFile[]): Pick<ImportedState, 'session' | 'isWhole'> {
  return { session: { removed: [], written: files }, isWhole: true };
}

function changed(
  before: Readonly<Record<string, string>>,
  files: readonly SessionFile[],
): NonNullable<ImportedState['session']> {
  const now = new Set(files.map(({ path }) => path));
  return {
    removed: Object.keys(before).filter((path) => !now.has(path)),
    written: files.filter((file) => before[file.path] !== keyOf(file)),
  };
}

function keyOf({ mode, id }: SessionFile): string {
  return `${mode} ${id}`;
}

/** The id of the new commit. */
export async function imported(
  raw: CheckpointGit,
  { ownDir }: Pick<StatePlace, 'ownDir'>,
  state: ImportedState,
): Promise<string> {
  const args = ['fast-import', '--quiet', '--force', '--done'];
  const made = await raw(args, importStream(state));
  const [, report] = /dumping crash report to (.+)$/m.exec(made.stderr) ?? [];
  if (report?.startsWith(ownDir) === true) rmSync(report, { force: true });
  const commit = (await stdoutOf(Promise.resolve(made))).trim();
  if (!/^[0-9a-f]{40,64}$/.test(commit)) throw new GitFailed('git fast-import told no commit');
  return commit;
}
