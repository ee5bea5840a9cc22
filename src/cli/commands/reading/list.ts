import { listStatuses } from '../../../app/reading/list.ts';
import { openProject, type ReadingFlags } from '../../compose/reading/reading.ts';
import { openScreen } from '../../compose/reading/screen.ts';
import { print, printError, printJson } from '../../console/print.ts';
import { listLines } from '../../render/reading/list.ts';

/** `samocode list`: the states of all sessions of the project, from files only. */
export function listCommand(
  flags: Omit<ReadingFlags, 'session'> & { readonly json?: boolean; readonly color?: boolean },
): number {
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
