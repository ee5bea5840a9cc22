import type { Done } from '../../../app/people/acts.ts';
import { reject } from '../../../app/people/approve.ts';
import { resume } from '../../../app/people/resume.ts';
import { parsePhase, PHASES } from '../../../domain/phases/phase.ts';
import { type Promised, PROMISES } from '../../../domain/phases/rules.ts';
import { isHeldByRun } from '../../../domain/session/push-holder.ts';
import { completeCommands } from '../../../domain/session/session-command.ts';
import { UserError } from '../../../domain/text/user-error.ts';
import { type OpenSession, openSession } from '../../compose/people/open-session.ts';
import { tellOpened } from '../../compose/people/tell-opened.ts';
import type { PlaceFlags } from '../../compose/place/place.ts';
import { print, printRemark } from '../../console/print.ts';
import { afterActLine } from '../../render/standing/standing-line.ts';
import { actOnSession } from './act-on-session.ts';
import { actElsewhere } from './elsewhere.ts';
import { refuseExample, withoutExample } from './example-note.ts';

interface NoteFlags extends PlaceFlags {
  readonly note?: string;
}

/** `samocode reject --note`. */
export async function rejectCommand(flags: NoteFlags & { readonly note: string }): Promise<number> {
  if (flags.note.trim() === '') {
    throw new UserError('--note is empty', {
      hint: 'give the changes that the planning agent should make',
    });
  }
  refuseExample(flags.note);
  const there = await actElsewhere(flags, { kind: 'reject', note: flags.note });
  if (there !== undefined) return there;
  return await actAndSay(flags, ({ writer, user }) =>
    reject(writer, { by: user, note: flags.note }),
  );
}

/** `samocode resume`. */
export async function resumeCommand(
  flags: NoteFlags & { readonly phase?: string; readonly waive?: string },
): Promise<number> {
  const phase = flags.phase === undefined ? undefined : parsePhase(flags.phase);
  if (flags.phase !== undefined && phase === undefined) {
    throw new UserError(`--phase is "${flags.phase}"`, { hint: `valid: ${PHASES.join(', ')}` });
  }
  const note = withoutExample(flags.note);
  const waived = waivedBy(flags.waive);
  const there = await actElsewhere(flags, { kind: 'resume', phase, waived, note });
  if (there !== undefined) return there;
  return await actAndSay(flags, ({ writer, user }) =>
    resume(writer, { by: user, note }, phase, waived),
  );
}

function waivedBy(flag: string | undefined): readonly Promised[] | undefined {
  if (flag === undefined) return undefined;
  const names = flag.split(',').map((name) => name.trim());
  const waived = PROMISES.filter((promised) => names.includes(promised));
  const wrong = names.find((name) => !PROMISES.some((promised) => promised === name));
  if (wrong === undefined) return waived;
  throw new UserError(`--waive is "${flag}"`, { hint: `valid: ${PROMISES.join(', ')}` });
}

/** Opens the session, acts under its lock, and prints its new state. */
export async function actAndSay(
  flags: PlaceFlags,
  act: (opened: OpenSession) => Done,
): Promise<number> {
  const opened = openSession(flags, printRemark);
  const { view, remarks } = await actOnSession(opened, act);
  const named = { config: flags.config, session: opened.place.session };
  remarks.map((remark) => completeCommands(remark, named)).forEach(printRemark);
  const isHeld = isHeldByRun(opened.leases.holder());
  const said = afterActLine(view, named, { line: opened.line(), isHeld });
  print(`${opened.place.folder.folder}: ${said}\n`);
  await tellOpened(opened, printRemark);
  return 0;
}
