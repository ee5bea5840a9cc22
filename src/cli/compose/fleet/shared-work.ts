import { join } from 'node:path';
import * as z from 'zod/mini';
import { everyMs } from '../../../adapters/clock.ts';
import type { Fleet } from '../../../adapters/fleet/fleet.ts';
import { endTries, renewTries, triedElsewhere } from '../../../adapters/fleet/probes.ts';
import {
  openSharedLimitNames,
  openSharedSpendLines,
} from '../../../adapters/fleet/shared-books.ts';
import { livingProbes } from '../../../adapters/limits/living-probes.ts';
import { openSharedNames } from '../../../adapters/limits/shared-names.ts';
import { openSharedLines } from '../../../adapters/spend/shared-lines.ts';
import { keptJson } from '../../../adapters/work/kept-json.ts';
import { shareLimits } from '../../../app/fleet/machine/share-limits.ts';
import type { ProbeParts } from '../../../app/fleet/machine/share-probes.ts';
import { openSharedWork, type SharedWork } from '../../../app/fleet/machine/shared-work.ts';
import { actsHere } from './acts.ts';

interface SharedUse {
  /** That of `samocode work`. */
  readonly folder: string;
  /** There may be work to do. */
  readonly ring: () => void;
  readonly warn: (text: string) => void;
}

const names = z.array(z.string());
const cursor = z.object({ bytes: z.record(z.string(), z.number()), number: z.number() });

/** The work that this machine shares with the others of its fleet (`openSharedWork`). */
export function sharedWorkOf(
  fleet: Fleet,
  stateDir: string,
  { folder, ring, warn }: SharedUse,
): SharedWork {
  return openSharedWork({
    ...{ every: everyMs, ring, warn, carryOutActs: actsHere(fleet, warn) },
    probes: probesOf(fleet, stateDir, folder),
    spend: {
      here: openSharedLines(stateDir, () => new Date()),
      there: openSharedSpendLines(fleet),
      cursor: keptJson(join(folder, 'shared-spend.json'), cursor),
    },
  });
}

/** The limit book of this machine and that of all, with the tries after a limit or an outage. */
function probesOf(fleet: Fleet, stateDir: string, folder: string): ProbeParts {
  const { sql } = fleet.database;
  const limits = {
    here: openSharedNames(stateDir),
    there: openSharedLimitNames(fleet),
    known: keptJson(join(folder, 'shared-limits.json'), names),
  };
  return {
    there: {
      elsewhere: () => triedElsewhere(sql, fleet),
      renew: (tried) => renewTries(sql, fleet, tried),
      endBut: (tried) => endTries(sql, fleet, tried),
    },
    here: () => livingProbes(stateDir, fleet.processes),
    shareLimits: () => shareLimits(limits),
  };
}
