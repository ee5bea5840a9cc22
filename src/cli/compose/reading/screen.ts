import { isatty } from 'node:tty';
import { processEnvironment } from '../../../adapters/config/environment.ts';
import { paint, wantsColour } from '../../render/live/paint.ts';

/** Where a reading command prints. */
export function openScreen(flags: { readonly color?: boolean }) {
  const isTerminal = isatty(1);
  const environment = processEnvironment();
  return {
    isTerminal,
    /**
     * Columns of the terminal, read each time, because it may be resized; 0 means that it does not know.
     * Undefined where stdout is no terminal: then nothing is cut.
     */
    width: () => (isTerminal ? process.stdout.columns || 80 : undefined),
    colours: paint(wantsColour({ isTerminal, flag: flags.color, environment })),
  } as const;
}
