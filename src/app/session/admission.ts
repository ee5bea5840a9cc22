import { type Admission, admit, type Situation } from '../../domain/phases/admission.ts';
import type { SessionReader } from '../ports/session/store.ts';
import { gateTrouble, withTrouble } from './gate-trouble.ts';
import type { View } from './look.ts';

/** What this run brings to the question whether to spawn. */
export type Circumstances = Pick<Situation, 'gates' | 'force' | 'attended' | 'now'> & {
  /** Called only if a person may have fixed the cause of a failure. */
  readonly configHash: () => string;
  /** Whether nothing is known any more of a closed window of the account that a session was parked for. */
  readonly isLimitOver: (account: string) => boolean;
};

/** Whether an attempt can help now, and if not, the event to wait for. */
export function admission(
  store: SessionReader,
  view: View,
  { configHash, isLimitOver, ...now }: Circumstances,
): Admission {
  const { standing } = view;
  const baseline =
    standing.kind === 'blocked' || standing.kind === 'waiting' ? standing.baseline : undefined;
  const admitted = admit({
    ...now,
    phase: view.phase,
    standing,
    config: standing.kind === 'failed' ? configHash() : '',
    isLimitOver:
      standing.kind === 'parked' && standing.account !== undefined && isLimitOver(standing.account),
    paused: view.ledger.paused,
    stay: view.reconciled.kind === 'override' ? 0 : view.ledger.stay,
    lost: view.state.lost,
    filesChanged: baseline === undefined ? undefined : store.baseline() !== baseline,
  });
  return withTrouble(admitted, gateTrouble(store, view));
}
