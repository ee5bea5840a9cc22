import { errorMessage } from '../../../domain/text/error-code.ts';
import type { Every } from '../../ports/clock.ts';
import { openTimedLoop, type PassLoop } from '../pass-loop.ts';
import { type ProbeParts, shareProbes } from './share-probes.ts';
import { shareSpend, type SpendParts } from './share-spend.ts';

/** The parts of the work that machines of a fleet do for each other. */
export interface SharedParts {
  /** Carries out the acts that persons send to this machine. */
  readonly carryOutActs: () => Promise<void>;
  readonly probes: ProbeParts;
  readonly spend: SpendParts;
  readonly every: Every;
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

/** Acts are heard of at once, and looked for where the connection is cut off; limits and costs are copied in both directions. */
const ACTS_MS = 1000;
const BOOKS_MS = 5000;

/** Shares acts of persons, limits and costs with the other machines of a fleet while `samocode work` runs. */
export function openSharedWork(parts: SharedParts): SharedWork {
  const { carryOutActs, probes, every } = parts;
  const acts = openTimedLoop(carryOutActs, ACTS_MS, every);
  const books = openBooks(parts);
  return {
    ring: acts.ring,
    isTriedElsewhere: (account) => books.elsewhere().has(account),
    end: async () => {
      await Promise.all([acts.end(), books.end()]);
      // The limits that the last runs met, and the tries that ended with these runs.
      if (books.isShared()) await shareProbes(probes).catch(() => undefined);
    },
  };
}

interface SharedBooks extends Pick<PassLoop, 'end'> {
  /** The accounts that other machines try. */
  readonly elsewhere: () => ReadonlySet<string>;
  readonly isShared: () => boolean;
}

function openBooks({ probes, spend, every, ring, warn }: SharedParts): SharedBooks {
  let elsewhere: ReadonlySet<string> = new Set();
  const shareTries = async (): Promise<void> => {
    const before = [...elsewhere].join();
    elsewhere = await shareProbes(probes);
    if ([...elsewhere].join() !== before) ring();
  };
  let trouble = '';
  const pass = async (): Promise<void> => {
    const found = await Promise.all([shareTries(), shareSpend(spend)]).then(
      () => '',
      (error: unknown) => errorMessage(error),
    );
    // Without the database each machine goes on with its own facts.
    if (found !== '') elsewhere = new Set();
    if (found !== '' && found !== trouble) warn(`limits and costs are not shared now: ${found}`);
    trouble = found;
  };
  const loop = openTimedLoop(pass, BOOKS_MS, every);
  loop.ring();
  return { elsewhere: () => elsewhere, isShared: () => trouble === '', end: loop.end };
}
