import { printable } from '../text/printable.ts';
import { rowTimestamp } from '../text/timestamps.ts';
import type { QueuedNow, TakenSlot } from './queued.ts';

/** Of a session that was taken out of the queue while it runs. */
export const LEAVING = 'leaves the queue when its run ends';

/** Why a session in line does not run, in a few words; empty: it runs, or it is next. */
export function whyNotNow({ state, notBefore, isLeaving }: QueuedNow): string {
  if (isLeaving === true) return LEAVING;
  switch (state.kind) {
    case 'running':
      return '';
    case 'queued':
      if (state.heldBy !== undefined) {
        return `${printable(state.heldBy)} has its worktree or its branch`;
      }
      if (state.delay !== undefined) {
        const { until, why } = state.delay;
        return `not before ${rowTimestamp(new Date(until))}: ${printable(why)}`;
      }
      return notBefore === undefined ? '' : `not before ${rowTimestamp(new Date(notBefore))}`;
    case 'waits': {
      const { until, why } = state;
      const end = until === null ? 'for a person' : `until ${rowTimestamp(new Date(until))}`;
      return `${end}: ${printable(why)}`;
    }
  }
}

/** Which sessions take the slots. */
export function slotsLine(slots: readonly TakenSlot[]): string {
  if (slots.length === 0) return 'no slot is taken';
  const names = slots.map(({ session, config }) => `${printable(session)} (${projectOf(config)})`);
  return `${slots.length} ${slots.length === 1 ? 'slot is' : 'slots are'} taken: ${names.join(', ')}`;
}

/** The name of the folder that a `.samocode` is in. */
export function projectOf(config: string): string {
  return printable(config.split('/').at(-2) ?? config);
}
