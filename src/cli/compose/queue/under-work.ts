import { dirname } from 'node:path';
import { sessionWatch } from '../../../adapters/session/fingerprints/waiting.ts';
import { openDrainFile } from '../../../adapters/work/drain-file.ts';
import { writeRunEnd } from '../../../adapters/work/run-ends.ts';
import type { Loop } from '../../../app/run/loop.ts';
import { runEnd } from '../../../app/work/run-end.ts';
import type { Ending } from '../../../domain/run/event.ts';
import { wordsOf } from '../../render/words.ts';

/** The connection of a run to `samocode work`. */
export interface UnderWork {
  readonly isDrained: () => boolean;
  /** Tells how the run ended; where that cannot be written, the exit code tells it. */
  readonly tell: (loop: Loop, ending: Ending) => void;
}

/** `file`: where the run's ending goes, in a folder of that of `samocode work`. */
export function underWork(file: string): UnderWork {
  return {
    isDrained: openDrainFile(dirname(dirname(file))).isThere,
    tell: (loop, ending) => {
      const { path, config } = loop.teller.place;
      const why = wordsOf({ kind: 'ended', ending, resident: false }).text;
      try {
        writeRunEnd(
          file,
          runEnd(loop, ending, { why, seen: () => sessionWatch.seenIn({ path, config }) }),
        );
      } catch (error) {
        loop.teller.report({
          kind: 'warning',
          text: `${file} cannot be written: ${String(error)}`,
        });
      }
    },
  };
}
