import { UserError } from '../../../domain/text/user-error.ts';
import { printRemark } from '../../console/print.ts';

/** Whether a note is the dots of a hint such as `--note "…"`, pasted as they are. */
function isExample(note: string | undefined): boolean {
  return note !== undefined && /^\s*(?:…|\.{3})\s*$/.test(note);
}

/** A note that may be left out: no agent gets the dots of an example. */
export function withoutExample(note: string | undefined): string | undefined {
  if (!isExample(note)) return note;
  printRemark('without the note: the dots are only an example');
  return undefined;
}

/** Throws where the note is the act. */
export function refuseExample(note: string): void {
  if (!isExample(note)) return;
  throw new UserError(`the note is "${note.trim()}", which is only the example`, {
    hint: 'write them in its place',
  });
}
