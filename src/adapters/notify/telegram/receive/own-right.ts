import type { PollingRight } from '../../../../app/ports/fleet/election.ts';

/** Of a machine that shares its bot with no other: its file knows the next update. */
export const OWN_RIGHT: PollingRight = {
  lost: new AbortController().signal,
  isHeld: () => true,
  next: () => undefined,
  advance: () => Promise.resolve(),
  end: () => Promise.resolve(),
};
