import type { SessionStore } from '../../app/ports.ts';
import { UserError } from '../../domain/user-error.ts';
import { readInput } from '../read-input.ts';
import type { RunFlags } from './run-flags.ts';

/** First-run material as it was given. */
export interface MaterialTexts {
  readonly dive?: string;
  readonly task?: string;
}

/** Throws a UserError for a file that cannot be read and for two tasks at once. */
export function materialsOf(flags: RunFlags): MaterialTexts {
  const { dive, taskFile } = flags;
  if (flags.task !== undefined && taskFile !== undefined) {
    throw new UserError('--task and --task-file were both given', { hint: 'give one of them' });
  }
  const task = flags.task ?? (taskFile === undefined ? undefined : readTask(taskFile));
  return { ...(dive === undefined ? {} : { dive }), ...(task === undefined ? {} : { task }) };
}

function readTask(path: string): string {
  try {
    const text = readInput(path);
    if (text.trim() !== '') return text;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UserError(`--task-file: ${reason}`, { hint: 'give a text file, or - for stdin' });
  }
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
