import { joinShellWords } from '../../text/shell-words.ts';

/** A session of the fleet that a person wants on a machine. */
export interface Takable {
  readonly config: string;
  readonly session: string;
  /** The name of its folder; null: no run of it has told. */
  readonly folder: string | null;
  /** The machine that has its files. */
  readonly home: string | null;
  /** The machine that works on it now. */
  readonly claimedBy: string | null;
  /** Since the last sign of life of the machine that works on it, else of the one that has its files; null: it never worked. */
  readonly seenAgoMs: number | null;
  /** The last iteration that the fleet knows of. */
  readonly iteration: number | null;
  /** The iteration of its state on the remote; null: the files changed since. */
  readonly pushedIteration: number | null;
  /** The remote has a state of it. */
  readonly hasState: boolean;
  /** Its machine has yet to take its files. */
  readonly needsTake: boolean;
  /** A person began a run there, and no end of it is known. */
  readonly isRunByHand: boolean;
}

/** The machine that takes it. */
export interface Taker {
  readonly machine: string;
  /** The session's folder is there. */
  readonly hasFolder: boolean;
  readonly heartbeatMs: number;
  /** A person said that the work that was not pushed may stay where it is. */
  readonly leavesUnpushed: boolean;
}

export type TakeAnswer =
  | { readonly kind: 'take' }
  /** Nothing is to be done. */
  | { readonly kind: 'here' }
  | {
      readonly kind: 'refused';
      readonly why: string;
      readonly hint: string;
      /** Another machine works on it. */
      readonly isHeld?: true;
    };

/** How a session that was taken goes on. */
export type AfterTake =
  /** `samocode work` of this machine runs it next. */
  | 'in line'
  /** None works here: it has left the queue. */
  | 'by hand'
  /** Another machine took it meanwhile. */
  | 'lost';

/** Part of the heartbeat after which a machine that was not heard of passes for silent where a person says so. */
const SILENT_PART = 0.3;

/** Whether a machine that was seen then may be working. */
export function isAtWork(seenAgoMs: number | null, heartbeatMs: number): boolean {
  return seenAgoMs !== null && seenAgoMs < heartbeatMs * SILENT_PART;
}

/** Whether the session may be taken. */
export function mayTake(one: Takable, taker: Taker): TakeAnswer {
  const { session, home, claimedBy } = one;
  if (home === taker.machine && !one.needsTake && taker.hasFolder) return { kind: 'here' };
  if (claimedBy !== null && isAtWork(one.seenAgoMs, taker.heartbeatMs)) {
    return {
      kind: 'refused',
      isHeld: true,
      why: `${claimedBy} works on ${session}`,
      hint: `end its run after the iteration, and take it then: ${wordsFor(one, 'stop')}`,
    };
  }
  if (one.isRunByHand && home !== taker.machine && !taker.leavesUnpushed) {
    return {
      kind: 'refused',
      isHeld: true,
      why: `a person runs ${session} by hand on ${home}, or did and the run died within the take-over time`,
      hint: `on ${home}, to end it after the iteration: ${wordsFor(one, 'stop')}; if it has died: ${wordsFor(one, 'take')} --leave-unpushed`,
    };
  }
  if (!one.hasState || one.folder === null) return withoutState(one);
  const left = leftOf(one);
  if (left === undefined || taker.leavesUnpushed) return { kind: 'take' };
  const agreed = `${wordsFor(one, 'take')} --leave-unpushed`;
  return {
    kind: 'refused',
    why: `${session} would go on without ${left}`,
    // Without a run there, its coming back pushes nothing.
    hint:
      claimedBy === null
        ? `on ${home ?? 'its machine'}: ${wordsFor(one, 'release')}; or leave it there: ${agreed}`
        : `wait until ${claimedBy} is back, or leave it there: ${agreed}`,
  };
}

function withoutState(one: Takable): TakeAnswer {
  const { session, home } = one;
  if (home === null || one.iteration === null) {
    return {
      kind: 'refused',
      why: `${session} has not begun: the git remote has no state of it`,
      hint: 'the first machine with a free slot begins it: samocode work',
    };
  }
  return {
    kind: 'refused',
    why: `the git remote has no state of ${session}: its files are on ${home} alone`,
    hint: `on ${home}: ${wordsFor(one, 'release')}`,
  };
}

/** The work that the remote does not have, and that stays where it is; undefined: there is none. */
function leftOf({ home, claimedBy, iteration, pushedIteration }: Takable): string | undefined {
  const machine = claimedBy ?? home ?? 'its machine';
  if (claimedBy !== null) {
    return `what ${machine} did since iteration ${pushedIteration ?? 0}, which stays there`;
  }
  if (iteration === null || pushedIteration === iteration) return undefined;
  if (pushedIteration === null) {
    return `what changed on ${machine} after its last push, at iteration ${iteration}, and stays there`;
  }
  const first = pushedIteration + 1;
  return first >= iteration
    ? `iteration ${iteration} of ${machine}, not pushed, which stays there`
    : `iterations ${first} to ${iteration} of ${machine}, not pushed, which stay there`;
}

/** A complete command, for any machine. */
function wordsFor({ config, session }: Takable, command: string): string {
  return joinShellWords(['samocode', command, '--config', config, '--session', session]);
}
