import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod/mini';
import type { ChildIdentity } from '../../app/ports/process.ts';
import type { Reservation, ReservationAsk, Reservations } from '../../app/ports/reservations.ts';
import { PRICES, type PriceTable } from '../../domain/provider/cost/prices.ts';
import { readJson } from '../../domain/text/read-json.ts';
import { forget } from '../disk/entries.ts';
import { makeFolder } from '../disk/make-folder.ts';
import { readRegular } from '../disk/regular-file.ts';
import { createWhole, replaceFile, temporaryName } from '../disk/write-file.ts';
import { largestCosts } from './largest-costs.ts';

const schema = z.object({
  usd: z.number(),
  pid: z.int(),
  startTime: z.string(),
  isReleased: z.optional(z.boolean()),
});
type Reserved = z.infer<typeof schema>;

type Taken = Extract<Reservation, { kind: 'taken' }>;

const LIMIT_BYTES = 4096;
const RACES = 100;

/** Who takes reservations, and which processes live. */
export interface Reservers {
  readonly self: () => ChildIdentity;
  readonly isAlive: (process: ChildIdentity) => boolean;
}

/**
 * A chain of files `reserved/<number>`: a run reads all of them and then creates the next number
 * exclusively, so it has seen every reservation before its own. The file with the highest number is
 * never removed: no number is used twice. Where the folder cannot be written, runs share nothing.
 */
export function openReservations(
  stateDir: string,
  processes: Reservers,
  prices: PriceTable = PRICES,
): Reservations & {
  /** US dollars that the attempts at work may still cost. */
  reservedUsd(): number;
} {
  const folder = join(stateDir, 'reserved');
  let largest: ReadonlyMap<string, number> | undefined;
  let wasFull = false;

  const take = (ask: ReservationAsk): Taken | 'full' => {
    makeFolder(folder);
    for (let race = 0; race < RACES; race += 1) {
      const reservation = takeNext({ folder, processes }, ask);
      if (reservation !== undefined) return reservation;
    }
    return 'full';
  };
  return {
    take(ask) {
      try {
        const taken = take(ask);
        const isNews = !wasFull;
        wasFull = taken === 'full';
        return taken === 'full' ? { kind: 'full', isNews } : taken;
      } catch {
        return { kind: 'taken', freeUsd: ask.leftUsd(), release: () => undefined };
      }
    },
    reservedUsd: () => usdOf(existsSync(folder) ? reservationsIn(folder, processes) : []),
    largestOf(phase) {
      largest ??= largestCosts(stateDir, prices);
      return largest.get(phase);
    },
  };
}

/** Creates the next file of the chain; undefined: another run was faster. */
function takeNext(
  { folder, processes }: { readonly folder: string; readonly processes: Reservers },
  { usd, leftUsd }: ReservationAsk,
): Taken | 'full' | undefined {
  const before = reservationsIn(folder, processes);
  // An attempt that ends meanwhile is in the spend book before its reservation is gone.
  const freeUsd = leftUsd() - usdOf(before);
  if (freeUsd <= 0) return 'full';
  const number = (before.at(-1)?.number ?? 0) + 1;
  const mine = { usd, ...processes.self() };
  if (!create(join(folder, String(number)), mine)) return undefined;
  for (const { path, counted } of before) if (counted === undefined) forget(path);
  const giveUp = (): void => {
    release(folder, number, mine);
  };
  return { kind: 'taken', freeUsd, release: giveUp };
}

interface InChain {
  readonly number: number;
  readonly path: string;
  /** Undefined: it was released, or its process is gone. */
  readonly counted: Reserved | undefined;
}

/** The chain, with the reservations of the other runs that live. */
function reservationsIn(folder: string, { self, isAlive }: Reservers): readonly InChain[] {
  const me = self();
  // A run has one attempt at a time: an own one was not removed because the disk was full.
  const isCounted = (one: Reserved): boolean =>
    one.isReleased !== true &&
    !(one.pid === me.pid && one.startTime === me.startTime) &&
    isAlive(one);
  return chainIn(folder).map((number) => {
    const path = join(folder, String(number));
    const reserved = read(path);
    const counted = reserved !== undefined && isCounted(reserved) ? reserved : undefined;
    return { number, path, counted };
  });
}

function usdOf(chain: readonly InChain[]): number {
  return chain.reduce((sum, { counted }) => sum + (counted?.usd ?? 0), 0);
}

/** The numbers of the chain, in their order. */
function chainIn(folder: string): readonly number[] {
  return readdirSync(folder)
    .filter((name) => /^\d{1,15}$/.test(name))
    .map(Number)
    .sort((one, other) => one - other);
}

/** Undefined: released and removed meanwhile, or no reservation. */
function read(path: string): Reserved | undefined {
  const reading = readRegular(path, LIMIT_BYTES);
  return reading.kind === 'file' ? readJson(schema, reading.bytes.toString()) : undefined;
}

function create(path: string, mine: Reserved): boolean {
  return createWhole(path, JSON.stringify(mine), { temporary: temporaryName(path), sync: true });
}

/** What cannot be written stays until its process has ended. */
function release(folder: string, number: number, mine: Reserved): void {
  const path = join(folder, String(number));
  try {
    if (chainIn(folder).at(-1) !== number) forget(path);
    else replaceFile(path, JSON.stringify({ ...mine, isReleased: true }));
  } catch {
    // Counted for longer than needed.
  }
}
