import type { Baseline } from '../phases/baseline.ts';
import type { HistoryLine } from './history-line.ts';
import type { Changes, ReportData } from './report.ts';

/**
 * The facts of a session that is done, in `_receipt.json`, version 1: fields are only ever added (docs/json.md).
 * None of them is a word of an agent.
 */
export interface Receipt {
  readonly v: 1;
  readonly session: string;
  /** ISO 8601: the row that made the session done. */
  readonly doneAt: string;
  readonly branch: string | null;
  readonly base: { readonly name: string; readonly commit: string } | null;
  /** The commit at HEAD of the worktree after the last iteration. */
  readonly head: string | null;
  /** From the base to HEAD; null: git did not say. */
  readonly changes: Changes | null;
  /** Files that differ from HEAD. */
  readonly uncommitted: number | null;
  /** `VERIFY` before the first agent, and each proof of work since. */
  readonly baseline: { readonly isGreen: boolean; readonly how: string } | null;
  readonly proofs: readonly Proof[];
  readonly iterations: number;
  readonly models: readonly string[];
  readonly tokens: number | null;
  /** US dollars, as far as the providers told. */
  readonly costUsd: number | null;
  readonly versions: Readonly<Record<string, string>>;
}

interface Proof {
  readonly iteration: number;
  readonly phase: string;
  readonly isGreen: boolean;
  readonly how: string;
  readonly isExcused: boolean;
}

/** What the receipt is made of, besides the history. */
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
    proofs: iterations.flatMap(({ row: { proof, iteration, sourcePhase: phase } }) =>
      proof === undefined
        ? []
        : [{ iteration, phase, ...proof, isExcused: proof.isExcused === true }],
    ),
    iterations: totals.iterations,
    models: [...new Set(models)],
    tokens: totals.tokens,
    costUsd: totals.costUsd,
  };
}
