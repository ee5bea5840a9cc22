import type { FleetSession } from '../../../domain/fleet/session-elsewhere.ts';
import { sessionCommand } from '../../../domain/session/session-command.ts';
import { printable } from '../../../domain/text/printable.ts';
import { UserError } from '../../../domain/text/user-error.ts';
import { usingElsewhere } from '../../compose/fleet/elsewhere.ts';
import type { PlaceFlags } from '../../compose/place/place.ts';
import { print, printRemark } from '../../console/print.ts';

/** Prints what the fleet knows of a session whose files another machine has; false: they are here. */
export async function readElsewhere(
  flags: PlaceFlags & {
    readonly json?: boolean;
    readonly html?: string | true;
    readonly since?: string;
  },
  render: (session: FleetSession) => string,
): Promise<boolean> {
  const done = await usingElsewhere(flags, printRemark, ({ session }) => {
    if (flags.json === true || flags.html !== undefined || flags.since !== undefined) {
      throw new UserError(
        printable(`the files of ${session.session} are on ${session.machine ?? ''}`),
        {
          hint: `what the fleet knows of it: ${sessionCommand(session, { words: ['status'] })}`,
        },
      );
    }
    print(render(session));
    return Promise.resolve(true);
  });
  return done === true;
}
