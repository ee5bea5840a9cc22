import { reject, resume, type Done } from '../../app/acts.ts';
import { parsePhase, PHASES } from '../../domain/phase.ts';
import { UserError } from '../../domain/user-error.ts';
import { actAtDesk, openDesk, type Desk } from '../compose/desk.ts';
import type { PlaceFlags } from '../compose/place.ts';
import { print, printError } from '../print.ts';
import { standingLine } from '../render/standing.ts';

interface NoteFlags extends PlaceFlags {
  readonly note?: string;
}

/** `samocode reject --note`. */
export async function rejectCommand(flags: NoteFlags & { readonly note: string }): Promise<number> {
  if (flags.note.trim() === '') {
    throw new UserError('--note is empty', { hint: 'say what the planning agent should change' });
  }
  return await actAndSay(flags, ({ scribe, user }) =>
    reject(scribe, { by: user, note: flags.note }),
  );
}

/** `samocode resume`. */
export async function resumeCommand(
  flags: NoteFlags & { readonly phase?: string },
): Promise<number> {
  const phase = flags.phase === undefined ? undefined : parsePhase(flags.phase);
  if (flags.phase !== undefined && phase === undefined) {
    throw new UserError(`--phase is "${flags.phase}"`, { hint: `valid: ${PHASES.join(', ')}` });
  }
  return await actAndSay(flags, ({ scribe, user }) =>
    resume(scribe, { by: user, note: flags.note }, phase),
  );
}

/** Opens the session, acts under its lock, and says how it stands now. */
export async function actAndSay(flags: PlaceFlags, act: (desk: Desk) => Done): Promise<number> {
  const desk = openDesk(flags, (text) => {
    printError(`samocode: ${text}\n`);
  });
  const { view, remarks } = await actAtDesk(desk, act);
  for (const remark of remarks) printError(`samocode: ${remark}\n`);
  print(`${desk.place.folder.folder}: ${standingLine(view)}\n`);
  return 0;
}
