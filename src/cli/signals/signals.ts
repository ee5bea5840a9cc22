import type { EndSignal, RunEvent } from '../../domain/run/event.ts';

/** The requests that reach a run as signals. */
export interface Signals extends Disposable {
  /** Aborted by the first signal that ends the run. */
  readonly stop: AbortSignal;
  /** Aborted by a second one: no more patience with the agent. */
  readonly kill: AbortSignal;
  /** The first one; SIGTERM while there was none. */
  readonly asked: () => EndSignal;
}

const NAMES: readonly EndSignal[] = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT'];

/**
 * SIGINT, SIGTERM and SIGQUIT end the run; SIGHUP only where a terminal was there to close. Node undoes
 * nohup's ignoring of SIGHUP at its start, so without a terminal it is reported, and the run goes on.
 */
export function obeySignals(options: {
  readonly endsOnHangup: boolean;
  readonly report: (event: RunEvent) => void;
}): Signals {
  const stop = new AbortController();
  const kill = new AbortController();
  let asked: EndSignal = 'SIGTERM';
  const onSignal = (signal: NodeJS.Signals): void => {
    if (signal === 'SIGHUP' && !options.endsOnHangup) {
      options.report({ kind: 'note', text: 'SIGHUP: no terminal of ours closed; going on' });
      return;
    }
    if (stop.signal.aborted) {
      kill.abort('kill');
      return;
    }
    asked = NAMES.find((name) => name === signal) ?? asked;
    options.report({ kind: 'stopping', signal: asked });
    stop.abort('stop');
  };
  for (const name of NAMES) process.on(name, onSignal);
  return {
    stop: stop.signal,
    kill: kill.signal,
    asked: () => asked,
    [Symbol.dispose]: () => {
      for (const name of NAMES) process.off(name, onSignal);
    },
  };
}
