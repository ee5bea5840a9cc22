import { join } from 'node:path';
import * as z from 'zod/mini';
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
import { openActLoop } from '../../../app/fleet/carry-out.ts';
import { shareLimits } from '../../../app/fleet/share-limits.ts';
import { type ProbeParts, shareProbes } from '../../../app/fleet/share-probes.ts';
import { shareSpend } from '../../../app/fleet/share-spend.ts';
import { errorMessage } from '../../../domain/text/error-code.ts';
import { openActsHere } from './acts.ts';

interface SharedUse {
  /** That of `samocode work`. */
  readonly folder: string;
  /** There may be work to do. */
  readonly ring: () => void;
  readonly warn: (text: string) => void;
}

export interface SharedWork {
  /** A person may have acted. */
  readonly ring: () => void;
  /** Whether another machine tries the account for all, after a limit or an outage. */
  readonly isTriedElsewhere: (account: string) => boolean;
  readonly end: () => Promise<void>;
}

const names = z.array(z.string());
const cursor = z.object({ bytes: z.record(z.string(), z.number()), number: z.number() });
/** Acts are heard of at once, and looked for where the connection is cut off; limits and costs are copied in both directions. */
const ACTS_MS = 1000;
const BOOKS_MS = 5000;

/** What machines of a fleet do for each other while `samocode work` runs: acts of persons, limits and costs. */
export function openSharedWork(
  fleet: Fleet,
  stateDir: string,
  { folder, ring, warn }: SharedUse,
): SharedWork {
  const acts = openActsHere(fleet, warn);
  const probes = probesOf(fleet, stateDir, folder);
  const spend = {
    here: openSharedLines(stateDir, () => new Date()),
    there: openSharedSpendLines(fleet),
    cursor: keptJson(join(folder, 'shared-spend.json'), cursor),
  };
  let elsewhere: ReadonlySet<string> = new Set();
  const shareTries = async (): Promise<void> => {
    const before = [...elsewhere].join();
    elsewhere = await shareProbes(probes);
    if ([...elsewhere].join() !== before) ring();
  };
  let trouble = '';
  const books = openActLoop(async () => {
    const found = await Promise.all([shareTries(), shareSpend(spend)]).then(
      () => '',
      (error: unknown) => errorMessage(error),
    );
    // Without the database each machine goes on with what it knows.
    if (found !== '') elsewhere = new Set();
    if (found !== '' && found !== trouble) warn(`limits and costs are not shared now: ${found}`);
    trouble = found;
  });
  books.ring();
  const timers = [setInterval(acts.ring, ACTS_MS), setInterval(books.ring, BOOKS_MS)];
  return {
    ring: acts.ring,
    isTriedElsewhere: (account) => elsewhere.has(account),
    end: async (): Promise<void> => {
      timers.forEach(clearInterval);
      await Promise.all([acts.end(), books.end()]);
      // What the last runs met, and the tries that are over with them.
      if (trouble === '') await shareProbes(probes).catch(() => undefined);
    },
  };
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
