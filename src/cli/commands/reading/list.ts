import { listStatuses } from '../../../app/reading/list.ts';
import { openProject, type ReadingFlags } from '../../compose/reading/reading.ts';
import { openScreen } from '../../compose/reading/screen.ts';
import { print, printError, printJson } from '../../console/print.ts';
import { listLines } from '../../render/reading/list.ts';

interface ListFlags extends Omit<ReadingFlags, 'session'> {
  readonly all?: boolean;
  readonly fleet?: boolean;
  readonly json?: boolean;
  readonly color?: boolean;
}

/** `samocode list`: the states of all sessions of the project, from files only. */
export async function listCommand(flags: ListFlags): Promise<number> {
  if (flags.fleet === true) return await (await import('./list-fleet.ts')).listFleet(flags);
  if (flags.all === true) return await (await import('./list-all.ts')).listAll(flags);
  const now = Date.now();
  const sessions = listStatuses(openProject(flags), now);
  if (flags.json === true) {
    sessions.forEach(printJson);
    return 0;
  }
  if (sessions.length === 0) printError('samocode: no session yet\n');
  else {
    const { width, colours } = openScreen(flags);
    print(listLines(sessions, { width: width(), colours, now }));
  }
  return 0;
}
