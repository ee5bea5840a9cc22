import { UserError } from '../../domain/text/user-error.ts';
import type { Holder, Leases } from '../ports/session/lease.ts';

/** The request of a person that `samocode work` ends. */
export interface DrainRequest {
  readonly isThere: () => boolean;
  readonly put: () => void;
  readonly remove: () => void;
}

/** The signs of life of this process. */
interface Beats {
  readonly touch: () => void;
  readonly end: () => void;
}

/** The files by which there is one `samocode work` of a user on a machine. */
export interface WorkFiles {
  readonly leases: Pick<Leases, 'acquire' | 'holder'>;
  readonly drain: DrainRequest;
}

/** The one `work` of the user; disposing gives it back. */
export interface HeldWork extends Disposable {
  readonly drain: {
    readonly isAsked: () => boolean;
    readonly ask: () => void;
  };
  readonly beat: () => void;
}

interface HoldUse {
  readonly run: string;
  /** Another one that runs is no error. */
  readonly isQuiet: boolean;
  /** Begins the signs of life. */
  readonly begin: () => Beats;
  readonly holderName: (holder: Holder) => string;
}

/** Begins to be the one `work` of the user on this machine. Where another one runs: undefined if `isQuiet`, else a UserError (exit 6). */
export function holdWork(
  { leases, drain }: WorkFiles,
  { run, isQuiet, begin, holderName }: HoldUse,
): HeldWork | undefined {
  const lease = leases.acquire(run, false);
  if ('holder' in lease) {
    if (isQuiet) return undefined;
    throw new UserError(`another samocode work runs: ${holderName(lease.holder)}`, {
      hint: 'samocode work --drain ends it',
      exitCode: 6,
    });
  }
  const beats = begin();
  // A person asked an earlier `work`.
  drain.remove();
  return {
    drain: { isAsked: drain.isThere, ask: drain.put },
    beat: beats.touch,
    [Symbol.dispose]: () => {
      drain.remove();
      beats.end();
      lease.release();
    },
  };
}

/** Asks the `work` that runs to end, and the `runs` that a killed one left; without a pid no `work` runs. */
export function drainWork(
  { leases, drain }: WorkFiles,
  runs: number,
): { readonly pid: number | undefined; readonly runs: number } {
  const holder = leases.holder();
  if (holder !== undefined || runs > 0) drain.put();
  return { pid: holder?.process.pid, runs };
}
