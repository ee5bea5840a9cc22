import { isatty } from 'node:tty';
import { processEnvironment } from '../../../adapters/config/environment.ts';
import { type Paint, paint, wantsColour } from '../../render/live/paint.ts';

/** Where a reading command prints. */
export interface Screen {
  /** Columns of the terminal; undefined where stdout is none: then nothing is cut. */
  readonly width: () => number | undefined;
  readonly isTerminal: boolean;
  readonly colours: Paint;
}

export function openScreen(flags: { readonly color?: boolean }): Screen {
  const isTerminal = isatty(1);
  const environment = processEnvironment();
  return {
    isTerminal,
    // Read each time, because a terminal may be resized; 0 columns means that the terminal does not know.
    width: () => (isTerminal ? process.stdout.columns || 80 : undefined),
    colours: paint(wantsColour({ isTerminal, flag: flags.color, environment })),
  };
}
