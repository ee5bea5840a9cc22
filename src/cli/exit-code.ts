import type { Ending, EndSignal } from '../domain/run/event.ts';

/** The exit codes, for `--help` and for authors of scripts. */
export const EXIT_CODES = [
  [0, 'done (or --once, or a reading command, ended well)'],
  [1, 'a bug in samocode'],
  [2, 'usage or configuration error'],
  [3, 'waiting for a person, or paused by one'],
  [4, 'blocked'],
  [5, 'the provider failed for good'],
  [6, 'another run holds this session'],
  [7, 'a bound of this run was reached, or a person stopped it'],
  [74, 'the session folder or the disk cannot be read or written'],
  [75, "parked: the provider's limit lasts longer than this run may wait"],
  [130, 'ended by SIGINT'],
  [143, 'ended by SIGTERM'],
  [129, 'ended by SIGHUP'],
] as const;

const SIGNAL_CODES = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;

/** The exit code of a command that a signal has ended. */
export function signalCode(signal: EndSignal): number {
  return SIGNAL_CODES[signal];
}

/** The exit code of a run that ended so. */
export function exitCodeOf(ending: Ending): number {
  switch (ending.kind) {
    case 'done':
    case 'once':
      return 0;
    case 'waiting':
    case 'paused':
      return 3;
    case 'blocked':
      return 4;
    case 'failed':
      return 5;
    case 'bound':
    case 'stopped':
      return 7;
    case 'disk':
      return 74;
    case 'parked':
      return 75;
    case 'signalled':
      return signalCode(ending.signal);
  }
}
