import { join } from 'node:path';
import * as z from 'zod/mini';
import type { Fleet } from '../../../adapters/fleet/fleet.ts';
import {
  openSharedLimitNames,
  openSharedSpendLines,
} from '../../../adapters/fleet/shared-books.ts';
import { openSharedNames } from '../../../adapters/limits/shared-names.ts';
import { openSharedLines } from '../../../adapters/spend/shared-lines.ts';
import { keptJson } from '../../../adapters/work/kept-json.ts';
import { openActLoop } from '../../../app/fleet/carry-out.ts';
import { shareLimits } from '../../../app/fleet/share-limits.ts';
import { shareSpend } from '../../../app/fleet/share-spend.ts';
import { errorMessage } from '../../../domain/text/error-code.ts';
import { openActsHere } from './acts.ts';

interface SharedUse {
  /** That of `samocode work`. */
  readonly folder: string;
  readonly warn: (text: string) => void;
}

export interface SharedWork {
  /** A person may have acted. */
  readonly ring: () => void;
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
  { folder, warn }: SharedUse,
): SharedWork {
  const acts = openActsHere(fleet, warn);
  const limits = {
    here: openSharedNames(stateDir),
    there: openSharedLimitNames(fleet),
    known: keptJson(join(folder, 'shared-limits.json'), names),
  };
  const spend = {
    here: openSharedLines(stateDir, () => new Date()),
    there: openSharedSpendLines(fleet),
    cursor: keptJson(join(folder, 'shared-spend.json'), cursor),
  };
  let trouble = '';
  const books = openActLoop(async () => {
    const found = await Promise.all([shareLimits(limits), shareSpend(spend)]).then(
      () => '',
      (error: unknown) => errorMessage(error),
    );
    if (found !== '' && found !== trouble) warn(`limits and costs are not shared now: ${found}`);
    trouble = found;
  });
  books.ring();
  const timers = [setInterval(acts.ring, ACTS_MS), setInterval(books.ring, BOOKS_MS)];
  return {
    ring: acts.ring,
    end: async (): Promise<void> => {
      timers.forEach(clearInterval);
      await Promise.all([acts.end(), books.end()]);
    },
  };
}
