import type { Closed, Known } from '../limits/closed-window.ts';
import type { Tried } from '../ports/session/state.ts';
import type { Loop } from '../run/loop.ts';
import type { Pace } from '../run/pace.ts';
import type { Attempted } from '../run/report.ts';
import type { View } from '../session/look.ts';

/** The attempts of an iteration so far. */
export interface Round {
  readonly loop: Loop;
  readonly view: View;
  readonly pace: Pace;
  /** Times in a row that the provider's limit was met, the next one included. */
  readonly met: number;
  readonly known: Known;
  /** The quota guard's answer to an early try. */
  readonly kept: Closed | undefined;
  /** The attempts before this run. */
  readonly before: Tried;
  readonly ends: Attempted[];
  readonly troubles: string[];
  readonly onAnswer: () => Promise<void>;
}
