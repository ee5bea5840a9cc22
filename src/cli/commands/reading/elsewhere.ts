import type { FleetSession } from '../../../domain/fleet/session-elsewhere.ts';
import { sessionCommand } from '../../../domain/session/session-command.ts';
import { UserError } from '../../../domain/text/user-error.ts';
import { usingElsewhere } from '../../compose/fleet/elsewhere.ts';
import type { PlaceFlags } from '../../compose/place/place.ts';
import { print } from '../../console/print.ts';

/** Prints what the fleet knows of a session whose files another machine has; false: they are here. */
export async function readElsewhere(
  flags: PlaceFlags & { readonly json?: boolean },
  render: (session: FleetSession) => string,
): Promise<boolean> {
  const done = await usingElsewhere(flags, ({ session }) => {
    if (flags.json === true) {
      throw new UserError(`the files of ${session.session} are on ${session.machine ?? ''}`, {
        hint: `what the fleet knows of it: ${sessionCommand(session, { words: ['status'] })}`,
      });
    }
    print(render(session));
    return Promise.resolve(true);
  });
  return done === true;
}
