import { afterDeath, deathsWith } from '../../domain/queue/after-run.ts';
import { nameOf } from '../../domain/queue/order.ts';
import type { Queued } from '../../domain/queue/queued.ts';
import { diskFullWords } from '../../domain/run/disk-codes.ts';
import { errorCode, errorMessage } from '../../domain/text/error-code.ts';
import type { QueueClaim } from '../ports/queue/queue.ts';
import type { RunEnd, WorkRun } from '../ports/queue/work.ts';
import { noteRun } from './night.ts';
import type { LivingWorkRun, Work } from './parts.ts';

/** A run has taken its memory by then. */
const YOUNG_MS = 20_000;

interface Running {
  readonly claim: QueueClaim;
  readonly startedAt: number;
  run: WorkRun | undefined;
  /** Undefined while it lives. */
  exit: number | string | undefined;
  /** Why it could not be started. */
  unstarted: string | undefined;
  /** Read once, however often the queue cannot be written. */
  end: RunEnd | 'not begun' | undefined;
}

/** The runs that this `work` started, until the queue knows how they ended, and those that a killed one left. */
export interface Runs {
  readonly count: () => number;
  /** Those of them whose process is there. */
  readonly alive: () => number;
  /** Those that began so recently that their memory is still to be used. */
  readonly young: (now: number) => number;
  /**
   * Starts a run for the claim, and tells whether one lives; no attempt of it begins after `until`. A session that
   * cannot be started waits as one whose run died. Rejects where the disk is full: the next `settleEnded` gives
   * the claim back.
   */
  readonly begin: (claim: QueueClaim, until: number | undefined) => Promise<boolean>;
  /** Gives back the slots of those that ended; what cannot be written is tried again by the next call. */
  readonly settleEnded: () => Promise<void>;
  /** Ends all of them as Ctrl-C does. */
  readonly stopAll: () => void;
}

export function openRuns(work: Work): Runs {
  const running = new Map<string, Running>();
  const endOf = endReader(work);
  const left = (): readonly LivingWorkRun[] => {
    const own = new Set([...running.values()].map(({ claim }) => nameOf(claim.queued)));
    return work.living().filter((run) => !own.has(nameOf(run)));
  };
  const settleEnded = async (): Promise<void> => {
    for (const [id, one] of running) {
      if (one.exit !== undefined) one.end ??= endOf(one.claim.queued, one.exit, one.unstarted);
      if (one.end === undefined) continue;
      if (one.end === 'not begun') await work.queue.settle(one.claim, { kind: 'again' });
      else await settle(work, one.claim, one.end);
      running.delete(id);
    }
  };
  return {
    count: () => running.size + left().length,
    alive: () => {
      const own = [...running.values()].filter((one) => one.run !== undefined);
      return own.filter(({ exit }) => exit === undefined).length + left().length;
    },
    young: (now) =>
      [...running.values()].filter(({ startedAt }) => Math.abs(now - startedAt) < YOUNG_MS).length,
    begin: async (claim, until) => {
      const { id } = claim.queued;
      const startedAt = work.clock.now().getTime();
      const fresh = { run: undefined, exit: undefined, unstarted: undefined, end: undefined };
      const one: Running = { claim, startedAt, ...fresh };
      // Before all that may fail: the claim is ours until it is settled.
      running.set(id, one);
      // A session that another machine had since went on without that run.
      const told = claim.take === undefined ? work.ends.read(id) : undefined;
      // A run that outlived another `work` has ended since, and has looked.
      if (told !== undefined && told.isSettled !== true) {
        one.end = told;
        await settleEnded();
        return false;
      }
      return await start(work, one, until);
    },
    settleEnded,
    stopAll: () => {
      for (const { run } of running.values()) run?.stop();
      for (const run of left()) run.stop();
    },
  };
}

async function start(work: Work, one: Running, until: number | undefined): Promise<boolean> {
  const { queued } = one.claim;
  try {
    work.ends.remove(queued.id);
    one.run = await work.start({ queued, until });
  } catch (error) {
    if (diskFullWords(errorCode(error)) !== undefined) {
      one.end = 'not begun';
      throw error;
    }
    one.exit = -1;
    one.unstarted = errorMessage(error);
    return false;
  }
  work.say({ kind: 'started', queued });
  void one.run.ended.then((exit) => {
    one.exit = exit;
    work.bell.ring();
  });
  return true;
}

/** Reads how a run ended: as it told, or as its exit code and its last words tell. */
function endReader({ ends, stops, clock, lastWords, files, folderOf }: Work) {
  /** Runs in a row that died, by place in the queue. */
  const deaths = new Map<string, number>();
  return (queued: Queued, exit: number | string, unstarted: string | undefined): RunEnd => {
    const { id, config } = queued;
    const told = unstarted === undefined ? ends.read(id) : undefined;
    if (told !== undefined) {
      deaths.delete(id);
      const isStopped = stops.kill.aborted && told.kind === 'waits' && told.until !== null;
      return isStopped ? { kind: 'again', why: told.why } : told;
    }
    if (stops.kill.aborted) return { kind: 'again', why: 'stopped' };
    const inARow = deathsWith(deaths.get(id) ?? 0, exit);
    deaths.set(id, inARow);
    const why =
      unstarted === undefined
        ? lastWordsOf(exit, lastWords(queued))
        : `the run could not be started: ${unstarted}`;
    const path = folderOf(queued);
    const seen = files.seenIn({ config, path });
    return { ...afterDeath({ exit, deaths: inARow }, clock.now().getTime()), why, path, seen };
  };
}

function lastWordsOf(exit: number | string, words: string): string {
  return `the run ended with ${exit}${words === '' ? '' : `: ${words}`}`;
}

async function settle(work: Work, claim: QueueClaim, end: RunEnd): Promise<void> {
  const { queue, ends, say } = work;
  const { queued } = claim;
  await noteRun(work, queued, end);
  if (end.kind === 'waits') ends.write(queued.id, { ...end, isSettled: true });
  const { kind, why } = end;
  const how = kind === 'waits' ? { kind, until: end.until, why, isOwn: end.isOwn } : { kind };
  const isOurs = await queue.settle(claim, how);
  if (end.kind !== 'waits' || !isOurs) ends.remove(queued.id);
  say({ kind: 'ended', queued, end });
}
