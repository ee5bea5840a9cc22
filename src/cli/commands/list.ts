import { listStatuses } from '../../app/reading/list.ts';
import { printableJson } from '../../domain/text/printable.ts';
import { openProject, type ReadingFlags } from '../compose/reading.ts';
import { openScreen } from '../compose/screen.ts';
import { print, printError } from '../print.ts';
import { listLines } from '../render/list.ts';

/** `samocode list`: how all sessions of the project stand, from files only. */
export function listCommand(
  flags: Omit<ReadingFlags, 'session'> & { readonly json?: boolean; readonly color?: boolean },
): number {
  const now = Date.now();
  const sessions = listStatuses(openProject(flags), now);
  if (flags.json === true) {
    print(sessions.map((one) => `${printableJson(JSON.stringify(one))}\n`).join(''));
    return 0;
  }
  if (sessions.length === 0) printError('samocode: no session yet\n');
  else {
    const { width, colours } = openScreen(flags);
    print(listLines(sessions, { width: width(), colours, now }));
  }
  return 0;
}
