import { type Closure, closureWords, PROBE_LOOK_MS, PROVIDER_DOWN } from './closed-windows.ts';
import type { Start } from './start-slot.ts';

/** The answer of an account's book to a session that is to start, before its run is there to ask. */
export type StartAhead =
  | { readonly kind: 'free' }
  /** One session starts before the others; `isTry`: a limit or an outage may be over, which it shows to them. */
  | { readonly kind: 'one'; readonly isTry: boolean }
  /** None may before `until`, in epoch milliseconds. */
  | { readonly kind: 'delayed'; readonly until: number; readonly why: string };

/** The facts in the book; reading them claims nothing. */
interface Known {
  /** Of limits, outages and the quota guard, while it lasts. */
  readonly closure: Closure | undefined;
  /** A try before the reset is due. */
  readonly isProbeDue: boolean;
  /** The time of a reset or a rest has passed, and a run tries for all. */
  readonly isProbed: boolean;
  /** A limit or an outage is known, over or not. */
  readonly isMet: boolean;
  /** The turn of a session that has not started since. */
  readonly turn: Start;
}

/** The reason of a session that waits for the try of another one. */
export const MAY_BE_OVER = `${PROVIDER_DOWN}, or its limit was met`;

export function startAhead(
  now: number,
  { closure, isProbeDue, isProbed, isMet, turn }: Known,
): StartAhead {
  if (closure !== undefined && !isProbeDue) {
    return { kind: 'delayed', until: closure.until, why: closureWords(closure) };
  }
  if (isProbed) {
    const why = `${MAY_BE_OVER}; another session is trying it`;
    return { kind: 'delayed', until: now + PROBE_LOOK_MS, why };
  }
  if (turn.kind === 'wait') {
    return { kind: 'delayed', until: turn.at, why: 'another session of the account starts first' };
  }
  return isMet || turn.kind === 'take' ? { kind: 'one', isTry: isMet } : { kind: 'free' };
}

/** The least of these answers: not all sessions are in a phase with the model that has the longest delay. */
export function leastAhead(all: readonly StartAhead[]): StartAhead {
  return all.toSorted((a, b) => untilOf(a) - untilOf(b))[0] ?? { kind: 'free' };
}

function untilOf(one: StartAhead): number {
  if (one.kind === 'delayed') return one.until;
  return one.kind === 'one' ? 0 : -1;
}
