import type { CommandAct } from '../../../domain/fleet/act.ts';
import type { FleetSession } from '../../../domain/fleet/session-elsewhere.ts';
import { isTooLong } from '../../../domain/people/steer.ts';
import { printable } from '../../../domain/text/printable.ts';
import { UserError } from '../../../domain/text/user-error.ts';
import { usingElsewhere } from '../../compose/fleet/elsewhere/elsewhere.ts';
import type { PlaceFlags } from '../../compose/place/place.ts';
import { print, printRemark } from '../../console/print.ts';
import { hearingOf } from '../../render/fleet/hearing.ts';
import { machineWords } from '../../render/fleet/session-elsewhere.ts';

/** The act of a person, or their decision to do nothing, as the exit code. */
type Decided = CommandAct | number;

/** Acts on a session that another machine of the fleet has; undefined: the session is here. */
export async function actElsewhere(
  flags: PlaceFlags,
  asked: CommandAct | ((session: FleetSession) => Decided | Promise<Decided>),
): Promise<number | undefined> {
  const how = { warn: printRemark, isTold: true, isRead: true, isReport: false };
  const hearing = hearingOf(flags.session, how);
  return await usingElsewhere(flags, hearing, async ({ session, send }) => {
    const act = typeof asked === 'function' ? await asked(session) : asked;
    if (typeof act === 'number') return act;
    if (act.note !== undefined && isTooLong(act.note)) {
      throw new UserError('the note is longer than 64 KiB', { hint: 'give a shorter one' });
    }
    const name = printable(session.session);
    const outcome = await send(act);
    if (outcome === undefined) {
      print(
        `${name}: sent; ${printable(machineWords(session))}. It is done as soon as a machine has the session.\n`,
      );
      return 0;
    }
    const said = printable(outcome.said);
    const machine = printable(session.machine ?? '');
    if (!outcome.isDone) {
      const { exitCode = 2 } = outcome;
      throw new UserError(`${name} on ${machine}: ${said}`, { exitCode });
    }
    print(`${name} on ${machine}: ${said}\n`);
    return 0;
  });
}
