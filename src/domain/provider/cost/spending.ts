import * as z from 'zod/mini';
import type { Phase } from '../../phases/phase.ts';
import { jsonOf, lateSchema, readJson } from '../../text/read-json.ts';
import { rowTimestamp } from '../../text/timestamps.ts';
import type { ProviderName } from '../provider-name.ts';
import type { Cost } from './usage.ts';

/** What one attempt cost: one line of the user's spend book. */
export interface Spending {
  readonly at: Date;
  /** The session's folder. */
  readonly session: string;
  readonly run: string;
  readonly iteration: number;
  readonly attempt: number;
  /** The attempt's log: a name that no other attempt of the session has. */
  readonly log: string;
  readonly provider: ProviderName;
  readonly model: string | undefined;
  readonly phase: Phase;
  readonly cost: Cost;
  /** Its run died: that run may have noted it before. Only such a line can repeat another one. */
  readonly isAdopted?: true;
}

/** The version of the lines; fields are only ever added. */
const VERSION = 1;
/** Texts are cut here, so that a line stays under 4 KiB even where each character is escaped. */
const LONGEST_TEXT = 180;

/** One line without its end; `account` tells accounts apart without giving one away. */
export function spendingLine(spending: Spending, account: string): string {
  const { at, session, run, iteration, attempt, log, provider, model, cost } = spending;
  return JSON.stringify({
    v: VERSION,
    at: at.toISOString(),
    // Of a long path the end tells more.
    session: session.slice(-LONGEST_TEXT),
    run: run.slice(0, LONGEST_TEXT),
    iteration,
    attempt,
    log: log.slice(0, LONGEST_TEXT),
    provider,
    model: model?.slice(0, LONGEST_TEXT) ?? null,
    phase: spending.phase,
    ...(spending.isAdopted === true && { adopted: true }),
    account,
    usage: cost.usage ?? null,
    // A computed cost has its own field: `samocode cost` computes it by the prices of its day.
    costUsd: cost.pricedUsd === undefined ? (cost.costUsd ?? null) : null,
    ...(cost.pricedUsd === undefined ? {} : { pricedUsd: cost.pricedUsd }),
    ...(cost.assumedUsd === undefined ? {} : { assumedUsd: cost.assumedUsd }),
    source: cost.costUsd === undefined && cost.usage === undefined ? 'unknown' : 'reported',
  });
}

/** The cost in one line; undefined for a truncated or foreign line. */
export interface Spent {
  /** Names the attempt: one that is noted twice (adopted after a crash) counts once. */
  readonly attempt: string;
  /** As told, else as computed or assumed. */
  readonly costUsd: number;
}

/** The cost may be of any type: such a line still names its attempt. */
const dollars = z.catch(z.optional(z.number()), undefined);
const countedLine = lateSchema(() =>
  z.object({
    run: z.unknown(),
    iteration: z.unknown(),
    attempt: z.unknown(),
    log: z.optional(z.unknown()),
    costUsd: dollars,
    pricedUsd: dollars,
    assumedUsd: dollars,
  }),
);

/** Reads a line of the spend book; never throws. */
export function readSpending(line: string): Spent | undefined {
  const { data } = z.safeParse(countedLine(), jsonOf(line));
  if (data === undefined) return undefined;
  const costUsd = data.costUsd ?? data.pricedUsd ?? data.assumedUsd ?? 0;
  return costUsd >= 0 ? { attempt: attemptName(data), costUsd } : undefined;
}

/** After a limit the attempt starts again under the same number, with its own log. */
export function attemptName(
  of: Readonly<Partial<Record<'run' | 'iteration' | 'attempt' | 'log', unknown>>>,
): string {
  const number = `${String(of.iteration)}.${String(of.attempt)}`;
  return `${String(of.run)} ${typeof of.log === 'string' ? of.log : number}`;
}

/** An attempt as the spend book tells of it. */
export interface PaidAttempt {
  readonly session: string;
  readonly run: string;
  readonly iteration: number;
  readonly attempt: number;
  /**
   * Identifies the attempt: two entries with the same name (one adopted after a crash) count once.
   */
  readonly name: string;
  /** When it ended, epoch milliseconds. */
  readonly at: number;
  /** Reported or computed; null: not known. */
  readonly costUsd: number | null;
}

/** The fields that name an attempt in each line of the spend book. */
export const attemptKey = () => ({
  at: z.string(),
  session: z.string(),
  run: z.string(),
  iteration: z.number(),
  attempt: z.number(),
});

const paidLine = lateSchema(() =>
  z.object({
    ...attemptKey(),
    log: z.optional(z.unknown()),
    costUsd: z.nullable(z.number()),
    pricedUsd: dollars,
  }),
);

/** Reads the whole of a line of the spend book; undefined for one that is torn or foreign. */
export function readPaidAttempt(line: string): PaidAttempt | undefined {
  const value = readJson(paidLine(), line);
  if (value === undefined) return undefined;
  const { at, session, run, iteration, attempt } = value;
  const costUsd = value.costUsd ?? value.pricedUsd ?? null;
  const name = attemptName(value);
  return { session, run, iteration, attempt, name, at: Date.parse(at), costUsd };
}

/** The part of a line of the book that names the session in this folder. */
export function sessionMark(path: string): string {
  return `"session":${JSON.stringify(path.slice(-LONGEST_TEXT))}`;
}

/** Whether a line of the book is about the session in this folder. */
export function isOfSession({ session }: Pick<PaidAttempt, 'session'>, path: string): boolean {
  return session === path.slice(-LONGEST_TEXT);
}

/** The local day, `2026-11-22`. */
export function dayOf(at: Date): string {
  return rowTimestamp(at).slice(0, 10);
}
