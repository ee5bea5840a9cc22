import * as z from 'zod/mini';
import { isLeftByRun } from '../../../../domain/fleet/left-by-run.ts';
import { readJson } from '../../../../domain/text/read-json.ts';
import { lastLineOf } from '../../../disk/lines/last-line.ts';
import type { CheckpointGit } from '../../checkpoint/raw-git.ts';
import { stdoutOf } from '../../checkpoint/stdout-of.ts';
import { readSessionFiles } from '../push/session-files.ts';

/** A run writes these after its last push. */
const LATER = /^(?:session\.log|\.run\/.*)$/;
const HISTORY = '_signal_history.jsonl';
const STATE = '.run/state.json';

/** Whether the session folder is as in a state, or changed by runs alone. */
export async function compareFolder(
  folder: string,
  refs: CheckpointGit,
  commit: string,
): Promise<'same' | 'of runs' | 'other'> {
  const listed = await stdoutOf(refs(['ls-tree', '-r', '-z', `${commit}:session`]));
  const entries = [...listed.matchAll(/\d+ blob ([0-9a-f]+)\t([^\0]+)\0/g)];
  const kept = entries.map(([, id = '', path = '']) => ({ path, id }));
  const here = readSessionFiles(folder, commit.length === 64 ? 'sha256' : 'sha1').files;
  const isInbox = (path: string): boolean => path.startsWith('_inbox/');
  const keptText = async (path: string): Promise<string> => {
    const entry = kept.find((one) => one.path === path);
    return entry === undefined ? '' : await stdoutOf(refs(['cat-file', 'blob', entry.id]));
  };
  const textHere = (path: string): string => {
    const bytes = here.find((one) => one.path === path)?.bytes ?? Buffer.of();
    return Buffer.from(bytes).toString('latin1');
  };
  const pushed = {
    ...{ history: await keptText(HISTORY), mark: markIn(await keptText(STATE)) },
    inbox: keysOf(kept, isInbox),
  };
  const now = {
    ...{ history: textHere(HISTORY), mark: markIn(textHere(STATE)) },
    inbox: keysOf(here, isInbox),
  };
  if (isLeftByRun(pushed, now)) return 'of runs';
  const isStaying = (path: string): boolean => !LATER.test(path);
  return keysOf(kept, isStaying).join('\n') === keysOf(here, isStaying).join('\n')
    ? 'same'
    : 'other';
}

const stateLine = z.object({ mark: z.unknown() });

function markIn(state: string): string {
  return JSON.stringify(lastLineOf(state, (line) => readJson(stateLine, line))?.mark ?? null);
}

function keysOf(
  files: readonly { readonly path: string; readonly id: string }[],
  counts: (path: string) => boolean,
): readonly string[] {
  return files
    .filter(({ path }) => counts(path))
    .map(({ path, id }) => `${path}\0${id}`)
    .sort();
}
