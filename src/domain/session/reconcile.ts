import type { Phase } from '../phases/phase.ts';

/** The phase according to its two sources. */
export interface Witnesses {
  /** The accepted history's; undefined while there is no row of ours. */
  readonly history: Phase | undefined;
  /** The overview's; undefined when there is no overview. */
  readonly overview: Phase | undefined;
  /** The last row had been settled into the overview. */
  readonly settled: boolean;
  /** An agent ran since then: a mark exists without its row. */
  readonly agentRan: boolean;
}

/** Which source is right about the phase. `phase` is the session's phase. */
export type Reconciled =
  /** They agree, or only one of them speaks. */
  | { readonly kind: 'agreed'; readonly phase: Phase }
  /** We died between the row and the overview: the copy is repaired. */
  | { readonly kind: 'repair'; readonly phase: Phase }
  /** An agent changed it: put back, with a warning and a row. */
  | { readonly kind: 'restore'; readonly phase: Phase; readonly found: Phase | undefined }
  /** A person changed it between runs: followed, with a row. */
  | { readonly kind: 'override'; readonly phase: Phase; readonly from: Phase };

/** The accepted history is right; the overview is its copy, unless a person changed it. */
export function reconcile({ history, overview, settled, agentRan }: Witnesses): Reconciled {
  if (history === undefined) return { kind: 'agreed', phase: overview ?? 'init' };
  if (history === overview) return { kind: 'agreed', phase: history };
  // Until init has written an overview there is nothing to disagree with.
  if (overview === undefined && history === 'init') return { kind: 'agreed', phase: 'init' };
  if (!settled) return { kind: 'repair', phase: history };
  if (agentRan) return { kind: 'restore', phase: history, found: overview };
  return { kind: 'override', phase: overview ?? 'init', from: history };
}
