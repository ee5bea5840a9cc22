import type { CleanedState } from '../../domain/logs/clean-plan.ts';
import type { CleanedSession, CleanTools } from './clean-sessions.ts';

/** A removal of a state, or why there is none. */
export interface StateRemoval {
  readonly cleaned: CleanedState;
  /** The remote refused or could not be asked: so it would for other sessions, too. */
  readonly isRefused: boolean;
}

/** Removes the state of a session from the git remote; undefined: this machine knows of none. */
type RemoveState = (session: CleanedSession, isDry: boolean) => Promise<StateRemoval | undefined>;

/** Removes states; a remote that refuses or does not answer is not asked again for each session. */
export function stateCleaner(remove: RemoveState): CleanTools['cleanState'] {
  let refusal: string | null = null;
  return async (session, isDry) => {
    const removal = await remove(session, isDry || refusal !== null);
    if (removal === undefined) return undefined;
    if (refusal !== null) return { ...removal.cleaned, isRemoved: false, why: refusal };
    if (removal.isRefused) refusal = removal.cleaned.why;
    return removal.cleaned;
  };
}
