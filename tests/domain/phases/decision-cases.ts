import { decide, type Decision, type Position } from '../../../src/domain/phases/decision.ts';
import { PHASES } from '../../../src/domain/phases/phase.ts';
import { NEEDS, STATUSES, WAIT_REASONS } from '../../../src/domain/phases/rules.ts';
import type { Signal, SignalReading } from '../../../src/domain/phases/signal/signal.ts';

/** One position, one report and what came of it; `signal` when the report is one. */
export interface Case {
  readonly position: Position;
  readonly reading: SignalReading;
  readonly signal: Signal | undefined;
  readonly decision: Decision;
}

export const POSITIONS: readonly Position[] = PHASES.flatMap((phase) =>
  [true, false].flatMap((hasOverview) =>
    [true, false].flatMap((answersOpen) =>
      [0, 1, 2, 3].flatMap((silent) =>
        [true, false].map((isReminded) => ({
          phase,
          hasOverview,
          answersOpen,
          silent,
          isReminded,
        })),
      ),
    ),
  ),
);

/** A signal with nothing said but what is given. */
export function signalWith(fields: Partial<Signal> & Pick<Signal, 'status'>): Signal {
  return {
    phase: undefined,
    summary: undefined,
    reason: undefined,
    needs: undefined,
    for: undefined,
    ...fields,
  };
}

export const SIGNALS: readonly Signal[] = STATUSES.flatMap((status) =>
  [undefined, ...PHASES].flatMap((phase) =>
    [undefined, ...NEEDS].flatMap((needs) =>
      [undefined, ...WAIT_REASONS].map((reason) =>
        signalWith({ status, phase, needs, for: reason }),
      ),
    ),
  ),
);

export const READINGS: readonly SignalReading[] = [
  { kind: 'none' },
  { kind: 'malformed', reason: 'the signal is not JSON: oops' },
  ...SIGNALS.map((signal) => ({ kind: 'signal', signal, raw: signal }) as const),
];

/** Every position with every report: all there is to decide. */
export const CASES: readonly Case[] = POSITIONS.flatMap((position) =>
  READINGS.map((reading) => ({
    position,
    reading,
    signal: reading.kind === 'signal' ? reading.signal : undefined,
    decision: decide(position, reading),
  })),
);
