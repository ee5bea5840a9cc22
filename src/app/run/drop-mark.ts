import { look } from '../session/look.ts';
import { lookAndRepair, putBack } from '../session/repair.ts';
import { settle } from '../session/settle.ts';
import type { Loop } from './loop.ts';
import { writerOf } from './writer.ts';

/** Clears the mark of an attempt that ended without a report and was not lost, if one was made. */
export function dropMark(loop: Loop): void {
  const agentRan = loop.session.store.state().mark !== undefined;
  putBack(writerOf(loop), lookAndRepair(writerOf(loop)));
  const now = look(loop.session.store);
  settle(loop.session, { ...now, state: { ...now.state, lost: 0 } }, { agentRan });
}
