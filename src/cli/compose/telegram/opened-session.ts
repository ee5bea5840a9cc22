import { readTail } from '../../../adapters/disk/lines/tail.ts';
import { prepareFolder } from '../../../adapters/session/folder.ts';
import { keptFolder } from '../../../adapters/session/kept-folder.ts';
import { openStore } from '../../../adapters/session/session-store.ts';
import type { KnownSession, OpenedSession } from '../../../app/ports/telegram.ts';
import { standingWords } from '../../render/standing/standing-words.ts';
import { queueWakingLeases } from '../queue/waking-leases.ts';
import { leasesIn } from '../running/leases-in.ts';

interface How {
  readonly stateDir: string;
  readonly stop: AbortSignal;
  readonly warn: (text: string) => void;
}

const LOG_LINES = 15;

/** Opens a session for one act from the chat. */
export function openInChat(known: KnownSession, { stateDir, stop, warn }: How): OpenedSession {
  const { path } = known;
  prepareFolder(path);
  const folder = path.split('/').at(-1) ?? known.name;
  const store = openStore({ path, folder, kept: keptFolder(stateDir, path) }, warn);
  const { leases, line } = queueWakingLeases(leasesIn(path, stop), {
    ...{ stateDir, session: known.name, config: known.config, path, warn },
  });
  return {
    ...{ ...known, store, leases, line },
    writer: { store, run: `phone-${process.pid}`, now: () => new Date(), warn },
    words: (standing) => standingWords(standing).reply?.(known.name),
    log: () =>
      readTail(`${path}/session.log`)
        .split('\n')
        .slice(-LOG_LINES - 1)
        .join('\n'),
    saveCheckpoint: () => {
      store.saveCheckpoint();
    },
  };
}
