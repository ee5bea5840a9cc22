import type { Writer } from '../ports/session/writer.ts';
import type { Loop, Teller } from './loop.ts';

/** The run as the one who writes rows. */
export function writerOf(loop: Loop): Writer {
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
