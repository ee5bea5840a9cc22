import { join } from 'node:path';
import { workFolders } from '../../../adapters/config/folders/sessions-folder.ts';
import { namedHere } from '../../../adapters/config/named-config.ts';
import { findBranch } from '../../../adapters/git/work-place.ts';
import { summaryPath } from '../../../adapters/session/artefacts/materials.ts';
import { keptReceipt } from '../../../adapters/session/receipt-file.ts';
import { type DoneWork, doneWork } from '../../../app/report/done-work.ts';
import type { ReadingFlags, ReadSession } from './reading.ts';

/** The receipt and the hand-over of a session that is done. */
export function readDoneWork(
  { path, store }: Pick<ReadSession, 'path' | 'store'>,
  { config }: ReadingFlags,
): DoneWork {
  const at = namedHere(config);
  return doneWork({
    store,
    keptReceipt: () => keptReceipt({ stateDir: at.stateDir, path }),
    findBranch: (name) => {
      const { mainRepo, worktrees } = workFolders(at);
      if (mainRepo === undefined || worktrees === undefined) return undefined;
      return { mainRepo, ...findBranch(mainRepo, join(worktrees, store.folder), name) };
    },
    summary: () => summaryPath(path),
  });
}
