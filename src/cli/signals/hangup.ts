import { fstatSync } from 'node:fs';

/**
 * From the import of this module on, SIGHUP does not end a run without a terminal. Node undoes nohup's
 * ignoring of SIGHUP at its own start, so this module comes before all others of ours; until
 * `obeySignals` listens, the rest of the program loads. A terminal that closes still ends the run.
 */
const [first = 'run'] = process.argv.slice(2);
const isRun = first === 'run' || first.startsWith('-');
if (isRun && !isOnTerminal()) process.on('SIGHUP', () => undefined);

/** Whether stdout is a terminal; a file or a pipe is none, and needs no further module to tell. */
function isOnTerminal(): boolean {
  try {
    return fstatSync(1).isCharacterDevice() && process.getBuiltinModule('node:tty').isatty(1);
  } catch {
    return false; // stdout is closed.
  }
}

export {};
