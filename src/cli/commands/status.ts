import { sessionStatus } from '../../app/status.ts';
import { printable, printableJson } from '../../domain/printable.ts';
import { openReading, type ReadingFlags } from '../compose/reading.ts';
import { print, printError } from '../print.ts';
import { statusLines } from '../render/status.ts';

/** `samocode status`: from files only, whether a run lives or not. */
export function statusCommand(flags: ReadingFlags & { readonly json?: boolean }): number {
  const session = openReading(flags, (text) => {
    printError(`samocode: ${printable(text)}\n`);
  });
  const status = sessionStatus({ ...session, session: session.name, now: Date.now() });
  print(flags.json === true ? `${printableJson(JSON.stringify(status))}\n` : statusLines(status));
  return 0;
}
