import { join } from 'node:path';
import { workFolders } from '../../../adapters/config/folders/sessions-folder.ts';
import { namedHere } from '../../../adapters/config/named-config.ts';
import { readRegular } from '../../../adapters/disk/regular-file.ts';
import { findBranch } from '../../../adapters/git/work-place.ts';
import { summaryName } from '../../../adapters/session/materials.ts';
import { look } from '../../../app/session/look.ts';
import { type HandOver, handOverOf, workOfReceipt } from '../../../domain/report/hand-over.ts';
import { jsonOf } from '../../../domain/text/read-json.ts';
import type { ReadingFlags, ReadSession } from './reading.ts';

const RECEIPT_LIMIT_BYTES = 1024 * 1024;

/** The work of a session that is done, from files alone; undefined of any other session. */
export function readHandOver(
  { path, store }: Pick<ReadSession, 'path' | 'store'>,
  flags: ReadingFlags,
): HandOver | undefined {
  const { standing, ledger, state } = look(store);
  const { mainRepo, worktrees } = workFolders(namedHere(flags.config));
  if (standing.kind !== 'done' || mainRepo === undefined || worktrees === undefined)
    return undefined;
  const owned = state.branch;
  const { isBranch, ...place } = findBranch(
    mainRepo,
    join(worktrees, store.folder),
    owned?.name ?? store.folder,
  );
  const summary = summaryName(path);
  const receipt = readRegular(join(path, '_receipt.json'), RECEIPT_LIMIT_BYTES);
  return handOverOf({
    ...{ mainRepo, ...place, isBranch: owned?.base !== undefined && isBranch(owned.base.name) },
    base: owned?.base ?? null,
    ...workOfReceipt(
      receipt.kind === 'file' ? jsonOf(receipt.bytes.toString()) : undefined,
      ledger.head,
    ),
    costUsd: ledger.costUsd > 0 ? ledger.costUsd : null,
    summary: summary === undefined ? null : join(path, summary),
  });
}
