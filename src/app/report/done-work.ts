import { type HandOver, type HandOverFacts, handOverOf } from '../../domain/report/hand-over.ts';
import type { Receipt } from '../../domain/report/receipt.ts';
import type { Ledger } from '../../domain/session/ledger.ts';
import type { SessionReader } from '../ports/session/store.ts';
import { look, type View } from '../session/look.ts';

/** A branch and its worktree, as far as they are still there. */
interface FoundBranch extends Pick<
  HandOverFacts,
  'mainRepo' | 'branch' | 'worktree' | 'hasSubmodules' | 'current'
> {
  readonly isBranch: (name: string) => boolean;
}

/** The files that tell of the work of a session. */
export interface DoneSources {
  readonly store: SessionReader;
  readonly keptReceipt: () => Receipt | undefined;
  /** Undefined: the project does not say where its work lies. */
  readonly findBranch: (name: string) => FoundBranch | undefined;
  readonly summary: () => string | null;
}

/** What a person takes over of a session that is done, from files alone. */
export interface DoneWork {
  /** As samocode wrote it, as long as it is about the last commit. */
  readonly receipt: Receipt | undefined;
  readonly handOver: HandOver | undefined;
}

/** Reads the work of a session that is done; neither part exists of any other session. */
export function doneWork(sources: DoneSources): DoneWork {
  const view = look(sources.store);
  if (view.standing.kind !== 'done') return { receipt: undefined, handOver: undefined };
  const kept = sources.keptReceipt();
  const receipt = kept?.head === (view.ledger.head ?? null) ? kept : undefined;
  return { receipt, handOver: handOverNow(sources, view, receipt) };
}

function handOverNow(
  { store, findBranch, summary }: DoneSources,
  { ledger, state: { branch } }: View,
  receipt: Receipt | undefined,
): HandOver | undefined {
  const found = findBranch(branch?.name ?? store.folder);
  if (found === undefined) return undefined;
  const { changes = null, uncommitted = null } = receipt ?? {};
  const base = branch?.base;
  return handOverOf({
    ...found,
    isBranch: base !== undefined && found.isBranch(base.name),
    base: base ?? null,
    ...{ changes, uncommitted },
    ...costOf(ledger),
    pullRequest: ledger.pullRequest ?? null,
    summary: summary(),
  });
}

function costOf({ costUsd, pricedUsd, pricesOf }: Ledger): Cost {
  return {
    costUsd: costUsd > 0 ? costUsd : null,
    pricedUsd: pricedUsd > 0 ? pricedUsd : null,
    pricesOf: pricesOf ?? null,
  };
}

type Cost = Pick<HandOver, 'costUsd' | 'pricedUsd' | 'pricesOf'>;
