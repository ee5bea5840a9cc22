import type { FleetSession } from '../../../domain/fleet/session-elsewhere.ts';
import { sessionCommand } from '../../../domain/session/session-command.ts';
import { printable } from '../../../domain/text/printable.ts';
import { UserError } from '../../../domain/text/user-error.ts';
import { usingElsewhere } from '../../compose/fleet/elsewhere/elsewhere.ts';
import type { PlaceFlags } from '../../compose/place/place.ts';
import { print, printJson, printRemark } from '../../console/print.ts';
import { hearingOf } from '../../render/fleet/hearing.ts';

/** Prints what the fleet knows of a session whose files another machine has; false: they are here. */
export async function readElsewhere(
  flags: PlaceFlags & {
    readonly json?: boolean;
    readonly html?: string | true;
    readonly since?: string;
  },
  render: {
    readonly text: (session: FleetSession) => string;
    /** Undefined: it is in the files of the session alone. */
    readonly json?: (session: FleetSession) => object;
  },
): Promise<boolean> {
  const hearing = hearingOf(flags.session, {
    ...{ warn: printRemark, isTold: flags.json !== true },
    // The output of cron, or of a script, may be read by no one.
    isRead: process.stderr.isTTY,
    isReport: true,
  });
  const done = await usingElsewhere(flags, hearing, ({ session }) => {
    const isUnknown = flags.json === true && render.json === undefined;
    if (isUnknown || flags.html !== undefined || flags.since !== undefined) {
      throw new UserError(
        printable(`the files of ${session.session} are on ${session.machine ?? ''}`),
        {
          hint: `what the fleet knows of it: ${sessionCommand(session, { words: ['status'] })}`,
        },
      );
    }
    if (flags.json === true && render.json !== undefined) printJson(render.json(session));
    else print(render.text(session));
    return Promise.resolve(true);
  });
  return done === true;
}
