import { checkLaterModels } from '../attempt/later-models.ts';
import { tellBegin } from '../fleet/carry.ts';
import { dropOldStops } from '../people/steer.ts';
import { paceAfterRest } from '../rest/leave.ts';
import type { Loop } from '../run/loop.ts';
import { firstTurn, type Turn } from '../run/turn.ts';
import { writerOf } from '../run/writer.ts';
import { look } from '../session/look.ts';
import { noteTampering } from '../tampering/tampering.ts';
import { noteUnknownRows } from '../tampering/unknown-rows.ts';
import { endLeftovers } from './recover.ts';

/** Ends and compares everything that an earlier run or its agent left, before the first look. */
export async function beginRun(loop: Loop): Promise<Turn> {
  const turn = firstTurn(paceAfterRest(loop));
  dropOldStops(writerOf(loop));
  await endLeftovers(loop);
  // With the mark put back there may be more to end.
  if (await noteTampering(loop)) await endLeftovers(loop);
  noteUnknownRows(loop.session.store, loop.teller);
  const { store } = loop.session;
  tellBegin(loop);
  if (store.ledger().rows === 0) {
    await warnOfFindings(loop);
    await checkLaterModels(loop, look(store).phase);
  }
  return turn;
}

/** Before anything is paid for: without it a broken `VERIFY` is found at the end of the session. */
async function warnOfFindings({ id, spawner, stops, teller }: Loop): Promise<void> {
  for (const { text, cure } of await spawner.obstacles.firstLook(id, stops)) {
    teller.report({ kind: 'warning', text: cure === undefined ? text : `${text} → ${cure}` });
  }
}
