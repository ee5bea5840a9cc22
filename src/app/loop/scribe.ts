import type { Loop, Teller } from './run.ts';
import type { Scribe } from '../ports/scribe.ts';

/** The run as the one who writes rows. */
export function scribeOf(loop: Loop): Scribe {
  return {
    store: loop.session.store,
    run: loop.id,
    now: () => loop.clock.now(),
    openings: loop.teller.openings,
    warn: warnOf(loop.teller),
  };
}

/** Tells a warning as an event of the run. */
export function warnOf({ report }: Teller): (text: string) => void {
  return (text) => {
    report({ kind: 'warning', text });
  };
}
