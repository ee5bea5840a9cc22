import { basename, dirname, join } from 'node:path';
import { here } from '../../../adapters/config/environment.ts';
import { isBegun } from '../../../adapters/session/begun.ts';
import { openBegunFolders } from '../../../adapters/work/begun-folders.ts';
import { readClaimFile } from '../../../adapters/work/claim-file.ts';
import { openDrainFile } from '../../../adapters/work/drain-file.ts';
import { writeRunEnd } from '../../../adapters/work/run-ends.ts';
import type { Loop } from '../../../app/run/loop.ts';
import { refuseGone } from '../../../app/work/refuse-gone.ts';
import { noteBegun, type RunFiles, tellEnd } from '../../../app/work/tell-work.ts';
import type { Ending } from '../../../domain/run/event.ts';
import { wordsOf } from '../../render/words.ts';
import type { Place } from '../place/place.ts';
import { sessionWatch } from './session-watch.ts';

/** The files that `samocode work` gave to its run. */
export interface WorkFlags {
  readonly taskFile?: string | undefined;
  readonly fleetClaim?: string | undefined;
}

/** The connection of a run to `samocode work`. */
export interface UnderWork {
  /** Throws a UserError where the session has begun, and its folder is gone (`refuseGone`). */
  readonly refuseGone: (place: Place, flags: WorkFlags) => void;
  /** Notes the folder in which the session has begun, before its first attempt. */
  readonly noteBegun: (path: string, warn: (text: string) => void) => void;
  readonly isDrained: () => boolean;
  /** Tells how the run ended; where that cannot be written, the exit code tells it. */
  readonly tell: (loop: Loop, ending: Ending) => void;
}

/** `file`: where the run's ending goes, in a folder of that of `samocode work`. */
export function underWork(file: string): UnderWork {
  const folder = dirname(dirname(file));
  const id = basename(file, '.json');
  const begunFolders = openBegunFolders(join(folder, 'begun'));
  const files: RunFiles = {
    begun: {
      read: () => begunFolders.read(id),
      write: (path) => {
        begunFolders.write(id, path);
      },
    },
    end: {
      path: file,
      write: (end) => {
        writeRunEnd(file, end);
      },
    },
    seenIn: sessionWatch(here()).seenIn,
  };
  return {
    refuseGone: ({ folder: found, session, config: { configPath: config } }, flags) => {
      const begunIn = files.begun.read();
      refuseGone({
        ...{ config, session, begunIn, taskPath: flags.taskFile, tellEnd: files.end.write },
        isThere: found.exists && isBegun(found.path),
        isElsewhere: begunIn !== undefined && isBegun(begunIn),
        claim: flags.fleetClaim === undefined ? undefined : readClaimFile(flags.fleetClaim),
        seenIn: (path) => files.seenIn({ path, config }),
      });
    },
    noteBegun: (path, warn) => {
      noteBegun(files, path, warn);
    },
    isDrained: openDrainFile(folder).isThere,
    tell: (loop, ending) => {
      const why = wordsOf({ kind: 'ended', ending, resident: false }).text;
      tellEnd(files, loop, { ending, why });
    },
  };
}
