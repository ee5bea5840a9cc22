import type { Ending, EndSignal } from '../domain/run/event.ts';

/** The exit codes, for `--help` and for authors of scripts. */
export const EXIT_CODES = [
  [0, 'done (or --once, or a reading command, ended well)'],
  [1, 'a bug in samocode'],
  [2, 'usage or configuration error'],
  [3, 'waiting for a person, or paused by one'],
  [4, 'blocked'],
  [5, 'the provider failed for good'],
  [6, 'another run or another machine holds this session'],
  [7, 'a bound of this run was reached, or a person stopped it'],
  [74, 'the session folder or the disk cannot be read or written'],
  [75, "parked: the provider's limit lasts longer than this run may wait"],
  [130, 'ended by SIGINT'],
  [143, 'ended by SIGTERM'],
  [129, 'ended by SIGHUP'],
  [131, 'ended by SIGQUIT'],
] as const;

const SIGNAL_CODES = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129, SIGQUIT: 131 } as const;

/** The exit code of a command that a signal has ended. */
export function signalCode(signal: EndSignal): number {
  return SIGNAL_CODES[signal];
}

const ENDING_CODES = {
  done: 0,
  once: 0,
  waiting: 3,
  paused: 3,
  blocked: 4,
  failed: 5,
  bound: 7,
  stopped: 7,
  disk: 74,
  lost: 6,
  parked: 75,
} as const satisfies Record<Exclude<Ending['kind'], 'signalled'>, number>;

/** The exit code of a run that ended so. */
export function exitCodeOf(ending: Ending): number {
  return ending.kind === 'signalled' ? signalCode(ending.signal) : ENDING_CODES[ending.kind];
}
