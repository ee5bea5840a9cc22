import { join } from 'node:path';
import { workFolders } from '../../../adapters/config/folders/sessions-folder.ts';
import { namedHere } from '../../../adapters/config/named-config.ts';
import { findBranch } from '../../../adapters/git/work-place.ts';
import { summaryPath } from '../../../adapters/session/materials.ts';
import { keptReceipt } from '../../../adapters/session/receipt-file.ts';
import { look } from '../../../app/session/look.ts';
import { type HandOver, handOverOf } from '../../../domain/report/hand-over.ts';
import type { Receipt } from '../../../domain/report/receipt.ts';
import type { Ledger } from '../../../domain/session/ledger.ts';
import type { ReadingFlags, ReadSession } from './reading.ts';

/** The receipt of a session that is done, as samocode wrote it, as long as it is about the last commit. */
export function receiptNow(
  { path, store }: Pick<ReadSession, 'path' | 'store'>,
  { config }: ReadingFlags,
): Receipt | undefined {
  const { standing, ledger } = look(store);
  if (standing.kind !== 'done') return undefined;
  const receipt = keptReceipt({ stateDir: namedHere(config).stateDir, path });
  return receipt?.head === (ledger.head ?? null) ? receipt : undefined;
}

/** The work of a session that is done, from files alone; undefined of any other session. */
export function readHandOver(
  { path, store }: Pick<ReadSession, 'path' | 'store'>,
  { config }: ReadingFlags,
  receipt: Receipt | undefined,
): HandOver | undefined {
  const { standing, ledger, state } = look(store);
  if (standing.kind !== 'done') return undefined;
  const { mainRepo, worktrees } = workFolders(namedHere(config));
  if (mainRepo === undefined || worktrees === undefined) return undefined;
  const owned = state.branch;
  const { isBranch, ...place } = findBranch(
    mainRepo,
    join(worktrees, store.folder),
    owned?.name ?? store.folder,
  );
  const { changes = null, uncommitted = null } = receipt ?? {};
  return handOverOf({
    ...{ mainRepo, ...place, isBranch: owned?.base !== undefined && isBranch(owned.base.name) },
    base: owned?.base ?? null,
    ...{ changes, uncommitted },
    ...costOf(ledger),
    pullRequest: ledger.pullRequest ?? null,
    summary: summaryPath(path),
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
