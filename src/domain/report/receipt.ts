import * as z from 'zod/mini';
import type { Baseline } from '../phases/baseline.ts';
import { type DataOf, readJson } from '../text/read-json.ts';
import type { HistoryLine } from './history-line.ts';
import type { ReportData } from './report.ts';
import { proofsOf } from './story.ts';

const natural = z.int().check(z.nonnegative());
const text = z.string();
const ended = { isGreen: z.boolean(), how: text };

/**
 * The facts of a session that is done, in `_receipt.json`, version 1: fields are only ever added (docs/json.md).
 * None of them is a word of an agent.
 */
const receipt = z.object({
  v: z.literal(1),
  session: text,
  /** ISO 8601: the row that made the session done. */
  doneAt: text,
  branch: z.nullable(text),
  base: z.nullable(z.object({ name: text, commit: text })),
  /** The commit at HEAD of the worktree after the last iteration. */
  head: z.nullable(text),
  /** From the base to HEAD; null: git did not say. */
  changes: z.nullable(
    z.object({ commits: natural, files: natural, insertions: natural, deletions: natural }),
  ),
  /** Files that differ from HEAD. */
  uncommitted: z.nullable(natural),
  /** `VERIFY` before the first agent, and each proof of work since. */
  baseline: z.nullable(z.object(ended)),
  proofs: z.array(z.object({ ...ended, iteration: natural, phase: text, isExcused: z.boolean() })),
  iterations: natural,
  models: z.array(text),
  tokens: z.nullable(z.number()),
  /** US dollars, as far as they are known; the computed part, and the day of the last prices. */
  costUsd: z.nullable(z.number()),
  pricedUsd: z.optional(z.nullable(z.number())),
  pricesOf: z.optional(z.nullable(text)),
  /** The address of the draft pull request (`PUBLISH`). */
  pullRequest: z.optional(z.nullable(text)),
  versions: z.record(text, text),
});
export type Receipt = DataOf<typeof receipt>;

/** Undefined: it is no receipt. */
export function readReceipt(of: string): Receipt | undefined {
  return readJson(receipt, of);
}

/** The facts of a receipt that are not in the history. */
export interface ReceiptFacts extends Pick<
  Receipt,
  'session' | 'branch' | 'base' | 'changes' | 'uncommitted' | 'versions'
> {
  readonly baseline: Baseline | undefined;
  readonly totals: ReportData['totals'];
}

/** The receipt of a history that ends with done; undefined for any other. */
export function receiptOf(
  history: readonly HistoryLine[],
  { totals, baseline, ...facts }: ReceiptFacts,
): Receipt | undefined {
  const iterations = history.flatMap((line) =>
    line.kind === 'own' && line.row.kind === 'iteration' ? [{ row: line.row, at: line.at }] : [],
  );
  const last = iterations.at(-1);
  if (last?.row.status !== 'done') return undefined;
  const models = iterations.flatMap(({ row }) => row.model ?? []);
  return {
    v: 1,
    ...facts,
    doneAt: last.at === undefined ? last.row.timestamp : new Date(last.at).toISOString(),
    head: last.row.facts?.headAfter ?? null,
    baseline: baseline === undefined ? null : { isGreen: baseline.isGreen, how: baseline.how },
    proofs: proofsOf(history),
    iterations: totals.iterations,
    models: [...new Set(models)],
    tokens: totals.tokens,
    costUsd: totals.costUsd,
    pricedUsd: totals.pricedUsd,
    pricesOf: totals.pricesOf,
    pullRequest: last.row.pullRequest ?? null,
  };
}

/** Whether a receipt has the facts that the history now tells. */
export function isReceiptOf(found: Receipt, now: Receipt): boolean {
  return toldByHistory(found) === toldByHistory(now);
}

function toldByHistory(of: Receipt): string {
  const { session, doneAt, head, proofs, iterations, models, tokens, costUsd, pullRequest } = of;
  const ends = proofs.map(({ isGreen, how, iteration, phase, isExcused }) => [
    ...[isGreen, how, iteration, phase, isExcused],
  ]);
  return JSON.stringify([
    session,
    doneAt,
    head,
    ends,
    iterations,
    models,
    tokens,
    costUsd,
    pullRequest ?? null,
  ]);
}
