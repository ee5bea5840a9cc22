import type { Run } from './run.ts';
import type { Scribe } from './settle.ts';

/** The run as the one who writes rows. */
export function scribeOf(run: Run): Scribe {
  return {
    store: run.store,
    run: run.id,
    now: () => run.clock.now(),
    openings: run.openings,
    warn: warnOf(run),
  };
}

/** Tells a warning as an event of the run. */
export function warnOf({ report }: Pick<Run, 'report'>): (text: string) => void {
  return (text) => {
    report({ kind: 'warning', text });
  };
}
