import type { SignalReading } from '../../domain/phases/signal/signal.ts';
import type { SessionReader } from '../ports/session/store.ts';
import type { View } from './look.ts';

/** A valid signal that a dead run left unrecorded. */
export function leftSignal(
  store: Pick<SessionReader, 'readSignal' | 'signalIdentity'>,
  { unrecorded, state }: Pick<View, 'unrecorded' | 'state'>,
): Extract<SignalReading, { kind: 'signal' }> | undefined {
  if (!unrecorded) return undefined;
  const reading = store.readSignal();
  const isStale = store.signalIdentity() === state.mark?.staleSignal;
  return reading.kind === 'signal' && !isStale ? reading : undefined;
}
