import type { Taken } from '../../../app/fleet/moves/take.ts';
import { sessionCommand } from '../../../domain/session/session-command.ts';
import { printable } from '../../../domain/text/printable.ts';
import { joinShellWords } from '../../../domain/text/shell-words.ts';
import { UserError } from '../../../domain/text/user-error.ts';
import { releaseHere } from '../../compose/fleet/moves/release.ts';
import { takeHere } from '../../compose/fleet/moves/take.ts';
import type { PlaceFlags } from '../../compose/place/place.ts';
import { refuseAgentsHere } from '../../compose/running/caller.ts';
import { print, printRemark } from '../../console/print.ts';
import { oldCopyWords } from '../../render/fleet/old-copy.ts';
import { requireAcceptance } from '../set-up/trust.ts';

/** `samocode take <name>`: brings a session of the fleet to this machine. */
export async function takeCommand(
  flags: PlaceFlags & { readonly leaveUnpushed?: boolean },
): Promise<number> {
  const { session } = flags;
  if (session === undefined) {
    throw new UserError('no session named', { hint: 'samocode list --fleet shows them' });
  }
  refuseAgentsHere();
  const taken = await takeHere(
    { ...flags, session },
    {
      ...{ leavesUnpushed: flags.leaveUnpushed === true, warn: printRemark },
      accept: requireAcceptance,
    },
  );
  print(takenText(taken));
  return 0;
}

function takenText(taken: Taken): string {
  const { session, config, path, iteration, aside, after } = taken;
  const name = printable(session);
  const where = `${iteration === null ? '' : `after iteration ${iteration}, `}in ${printable(path)}`;
  if (after === 'here already') return `${name} is here already, ${where}\n`;
  const add = printable(joinShellWords(['samocode', 'queue', 'add', session, '--config', config]));
  const next =
    after === 'in line'
      ? 'in line: samocode work of this machine, which was seen a short time ago, goes on with it here'
      : `in no queue; ${printable(sessionCommand(taken, { words: ['run'] }))} goes on with it, ${add} puts it in line`;
  const old = aside.map((at) => `${oldCopyWords(at)}\n`).join('');
  return `${name} is on this machine now, ${where}\n${next}\n${old}`;
}

/** `samocode release [name]`: gives a session of this machine to the others. */
export async function releaseCommand(flags: PlaceFlags): Promise<number> {
  const { session, iteration, isInLine } = await releaseHere(flags, printRemark);
  const name = printable(session);
  const next = isInLine
    ? 'any machine of the fleet goes on with it'
    : 'it is done, and stays out of the queue';
  print(`${name} is released, with its state after iteration ${iteration}; ${next}\n`);
  return 0;
}
