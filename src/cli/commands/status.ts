import { sessionStatus } from '../../app/status.ts';
import { openDesk } from '../compose/desk.ts';
import { lastBeat } from '../compose/last-beat.ts';
import type { PlaceFlags } from '../compose/place.ts';
import { print, printError } from '../print.ts';
import { statusLines } from '../render/status.ts';

/** `samocode status`: from files only, whether a run lives or not. */
export function statusCommand(flags: PlaceFlags & { readonly json?: boolean }): number {
  const desk = openDesk(flags, (text) => {
    printError(`samocode: ${text}\n`);
  });
  const status = sessionStatus({
    store: desk.store,
    holder: desk.leases.holder(),
    beat: lastBeat(desk.store.path),
    session: desk.place.session,
    now: Date.now(),
  });
  desk.store.saveCheckpoint();
  print(flags.json === true ? `${JSON.stringify(status)}\n` : statusLines(status));
  return 0;
}
