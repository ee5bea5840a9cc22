import { printable } from '../../domain/text/printable.ts';
import type { CheckpointMoment } from '../ports/checkpoints.ts';
import { sendNotice } from '../rest/send-notice.ts';
import { isStopped, type Loop } from '../run/loop.ts';

const WHY_LENGTH = 300;

/**
 * Takes a checkpoint of the session's worktree, and returns whether something had changed; a failure is a warning and
 * changes nothing else.
 */
export async function keepWork(
  loop: Loop,
  { iteration, phase }: CheckpointMoment,
): Promise<boolean> {
  const { spawner, stops, teller } = loop;
  if (isStopped(loop)) return false;
  const taken = await spawner.checkpoints.take({ iteration, phase }, stops);
  const warn = (text: string): void => {
    teller.report({ kind: 'warning', text });
  };
  if (taken.kind === 'failed') {
    warn(`no checkpoint of the worktree: ${printable(taken.why, WHY_LENGTH)}`);
  }
  if (taken.kind !== 'taken') return false;
  if (taken.warning !== undefined) warn(taken.warning);
  const { number, commit } = taken.checkpoint;
  const { session } = teller.place;
  const text = `checkpoint ${number} after iteration ${iteration}: ${commit}`;
  await sendNotice(teller, { kind: 'checkpoint', session, phase, iteration, text });
  return true;
}
