import type { SessionReader, SessionStore } from '../../../app/ports/session/store.ts';
import { look } from '../../../app/session/look.ts';
import { type MaterialTexts, readMaterials } from '../../../domain/session/materials.ts';
import { shown } from '../../../domain/settings/problem.ts';
import { UserError } from '../../../domain/text/user-error.ts';
import { type Place, refuseUnbegun } from '../../compose/place/place.ts';
import { openSilently } from '../../compose/reading/read-only.ts';
import { readInput } from '../../console/read-input.ts';
import { typedCommand } from '../../program/typed-command.ts';
import type { RunFlags } from './run-flags.ts';

/** Throws a UserError for a blank text, a file that cannot be read and two tasks at once. */
export function materialsOf(flags: RunFlags): MaterialTexts {
  const { dive, taskFile } = flags;
  if (flags.task !== undefined && taskFile !== undefined) {
    throw new UserError('--task and --task-file were both given', { hint: 'give one of them' });
  }
  refuseBlank('--dive', dive);
  refuseBlank('--task', flags.task);
  const task = flags.task ?? (taskFile === undefined ? undefined : readTask(taskFile));
  return { ...(dive === undefined ? {} : { dive }), ...(task === undefined ? {} : { task }) };
}

/** Most likely a variable that is not set, or the placeholder of a hint. */
function refuseBlank(name: string, text: string | undefined): void {
  if (text === undefined || /[\p{L}\p{N}]/u.test(text)) return;
  const what = text.trim() === '' ? 'is empty' : `is ${shown(text)}, which says nothing`;
  throw new UserError(`${name} ${what}`, { hint: `give a text, or omit ${name}` });
}

function readTask(path: string): string {
  const text = readInput('--task-file', path);
  if (text.trim() !== '') return text;
  throw new UserError(`--task-file ${path} is empty`, { hint: 'write the task into it' });
}

/** Before anything is made: a session that is not there needs a task, one that has a task takes no other. */
export function refuseMaterials(texts: MaterialTexts, place: Place, flags: RunFlags): void {
  if (isNothing(texts)) refuseUnbegun(place, flags);
  else if (place.folder.exists) newMaterials(openSilently(place), texts, place);
}

/** Keeps the material in the session, before anything is spawned. */
export function keepMaterials(
  store: SessionStore,
  texts: MaterialTexts,
  { session }: Pick<Place, 'session'>,
): void {
  const fresh = isNothing(texts) ? texts : newMaterials(store, texts, { session });
  if (!isNothing(fresh)) store.keepMaterials(fresh);
}

/** The texts that the session does not keep yet; throws a UserError where no agent would read them. */
function newMaterials(
  store: Pick<SessionStore, 'keptTexts'> & SessionReader,
  texts: MaterialTexts,
  { session }: Pick<Place, 'session'>,
): MaterialTexts {
  const canAdd = look(store).phase === 'init';
  const reading = readMaterials(texts, store.keptTexts(), canAdd);
  switch (reading.kind) {
    case 'same':
      return {};
    case 'new':
      return reading.texts;
    case 'other':
      throw new UserError(
        `the session "${session}" has another ${WORDS[reading.name]}: ${shown(reading.kept.trim())}`,
        { hint: otherHint(reading.name) },
      );
    case 'late':
      throw new UserError(
        `the session "${session}" has begun without this --${reading.name}, and no agent would read it now`,
        { hint: otherHint(reading.name) },
      );
  }
}

const WORDS = { task: 'task', dive: 'topic' } as const;

function otherHint(name: keyof MaterialTexts): string {
  const command = typedCommand((args) => [...args, '--new']);
  const another = command ?? 'the same command with --new';
  return `to begin another session: ${another}; to go on with this one, omit --${name}`;
}

function isNothing({ dive, task }: MaterialTexts): boolean {
  return dive === undefined && task === undefined;
}
