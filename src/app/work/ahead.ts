import { leastAhead, type StartAhead } from '../../domain/provider/limits/start-ahead.ts';
import type { LimitBook } from '../ports/books.ts';

/** A project, as far as its limits delay a start. */
export interface AheadSources {
  readonly book: Pick<LimitBook, 'use'> & {
    readonly ahead: (now: number, startSpacingMs: number) => StartAhead;
  };
  /** The limits of cost that all runs share; undefined: they delay nothing. */
  readonly cap: (now: number) => StartAhead | undefined;
  /** Those of all phases. */
  readonly models: readonly (string | undefined)[];
  readonly startSpacingMs: number;
  /** Another provider may take over, which only the run can tell. */
  readonly hasOther: boolean;
}

/** What a start of any session of the project would meet now: its next phase, and so its model, is not known. */
export function aheadOf(
  { book, cap, models, startSpacingMs, hasOther }: AheadSources,
  now: number,
): StartAhead {
  const capped = cap(now);
  if (capped !== undefined || hasOther) return capped ?? { kind: 'free' };
  return leastAhead(
    [...new Set(models)].map((model) => {
      book.use(model);
      return book.ahead(now, startSpacingMs);
    }),
  );
}
