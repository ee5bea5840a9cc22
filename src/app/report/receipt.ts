import { buildReport } from '../../domain/report/build-report.ts';
import { type HistoryLine, localTime } from '../../domain/report/history-line.ts';
import {
  isReceiptOf,
  type Receipt,
  type ReceiptFacts,
  receiptOf,
} from '../../domain/report/receipt.ts';
import type { IterationRow } from '../../domain/session/rows/iteration-row.ts';
import type { SessionReader } from '../ports/session/store.ts';
import type { Work } from './morning-report.ts';

/** The input of a receipt; the last two start processes. */
export interface ReceiptSources {
  readonly session: string;
  readonly state: SessionReader['state'];
  readonly history: readonly HistoryLine[];
  readonly work: () => Promise<Partial<Work> | undefined>;
  readonly versions: () => Promise<Receipt['versions']>;
}

/** Where samocode keeps the receipt of a session. */
export interface ReceiptFile {
  readonly kept: () => Receipt | undefined;
  readonly write: (receipt: Receipt) => void;
}

/**
 * Writes the facts of a session that is done, once for each time that it became so. A run that was killed before
 * leaves it to the next one; a file of an agent with that name is replaced.
 */
export async function keepReceipt(
  sources: ReceiptSources,
  { kept, write }: ReceiptFile,
): Promise<void> {
  const plain = plainFacts(sources);
  const told = receiptOf(sources.history, plain);
  if (told === undefined) return;
  const known = kept();
  if (known !== undefined && isReceiptOf(known, told)) {
    write(known);
    return;
  }
  const { changes, uncommitted, versions } = await wholeFacts(sources, plain);
  write({ ...told, changes, uncommitted, versions });
}

/** The receipt of a session as it will be once this row is recorded. */
export async function receiptWith(
  sources: ReceiptSources,
  row: IterationRow,
): Promise<Receipt | undefined> {
  const next = { kind: 'own', row, at: localTime(row.timestamp) } as const;
  const all = { ...sources, history: [...sources.history, next] };
  return receiptOf(all.history, await wholeFacts(all, plainFacts(all)));
}

/** The facts without those that a process has to be started for. */
function plainFacts({ session, state, history }: ReceiptSources): ReceiptFacts {
  const { branch, baseline } = state();
  const sums = {
    ...{ since: undefined, now: Date.now(), workingSince: undefined },
    ...{ rests: [], changes: new Map() },
  };
  const { totals } = buildReport(history, sums);
  const place = { session, branch: branch?.name ?? null, base: branch?.base ?? null };
  return { ...place, changes: null, uncommitted: null, versions: {}, baseline, totals };
}

async function wholeFacts(of: ReceiptSources, plain: ReceiptFacts): Promise<ReceiptFacts> {
  const [work, versions] = await Promise.all([of.work(), of.versions()]);
  const { commits, files, insertions = 0, deletions = 0, uncommitted = null } = work ?? {};
  const isKnown = commits !== undefined && files !== undefined;
  const changes = isKnown ? { commits, files, insertions, deletions } : null;
  return { ...plain, changes, uncommitted, versions };
}
