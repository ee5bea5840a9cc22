import type { Ending } from '../../domain/run/event.ts';
import type { RunEnd } from '../ports/queue/work.ts';
import type { Loop } from '../run/loop.ts';
import { runEnd } from './run-end.ts';

/** The files by which `samocode work` knows of one of its runs; a write may fail. */
export interface RunFiles {
  /** The folder in which the session has begun. */
  readonly begun: {
    readonly read: () => string | undefined;
    readonly write: (path: string) => void;
  };
  readonly end: {
    readonly path: string;
    readonly write: (end: RunEnd) => void;
  };
  /** Fingerprint of the session's folder, and of the settings. */
  readonly seenIn: (of: { readonly path: string; readonly config: string }) => string;
}

/** Notes the folder in which the session has begun, before its first attempt. */
export function noteBegun(
  { begun }: Pick<RunFiles, 'begun'>,
  path: string,
  warn: (text: string) => void,
): void {
  try {
    if (begun.read() !== path) begun.write(path);
  } catch (error) {
    warn(`samocode work does not know that the session has begun: ${String(error)}`);
  }
}

/** Tells how the run ended, in these words; where that cannot be written, the exit code tells it. */
export function tellEnd(
  { end, seenIn }: Pick<RunFiles, 'end' | 'seenIn'>,
  loop: Loop,
  { ending, why }: { readonly ending: Ending; readonly why: string },
): void {
  const { place, report } = loop.teller;
  try {
    end.write(runEnd(loop, ending, { why, seen: () => seenIn(place) }));
  } catch (error) {
    report({ kind: 'warning', text: `${end.path} cannot be written: ${String(error)}` });
  }
}
