import type { MaterialTexts, SessionStore } from '../../app/ports.ts';
import { UserError } from '../../domain/user-error.ts';
import { readInput } from '../read-input.ts';
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

/** Most likely a variable that is not set; it would take the place of what was given before. */
function refuseBlank(name: string, text: string | undefined): void {
  if (text?.trim() === '') {
    throw new UserError(`${name} is empty`, { hint: `write it out, or leave ${name} away` });
  }
}

function readTask(path: string): string {
  const text = readInput('--task-file', path);
  if (text.trim() !== '') return text;
  throw new UserError(`--task-file ${path} is empty`, { hint: 'write the task into it' });
}

/** Keeps the material in the session, before anything is spawned. */
export function keepMaterials(
  store: SessionStore,
  texts: MaterialTexts,
  warn: (text: string) => void,
): void {
  if (texts.dive === undefined && texts.task === undefined) return;
  if (store.overview().kind === 'missing') store.keepMaterials(texts);
  else warn('--dive and --task are ignored: the session has its overview already');
}
