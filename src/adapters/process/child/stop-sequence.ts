import type { ChildIdentity } from '../../../app/ports/process.ts';
import type { EndCause } from '../../../domain/provider/process-end.ts';
import { findDescendants } from '../sweep/descendants.ts';
import { tryKill } from '../sweep/sweep.ts';
import type { ProcessTable } from '../table/process-table.ts';

/** SIGKILL is not refused, but a process stuck in the kernel may take it late or never. */
const KILL_LIMIT_MS = 5000;

/** The facts about the child to end. */
export interface StopSequenceOptions {
  readonly child: ChildIdentity;
  /** The signal the child cleans up on; sent to it alone, so that it can end its tools in its own order. */
  readonly stopSignal: NodeJS.Signals;
  /** How long it may clean up. */
  readonly graceMs: number;
  readonly table: ProcessTable;
  /** The child is a wrapper around the program that cleans up. */
  readonly isWrapped?: boolean | undefined;
}

/** The way a child is ended. Safe until its `exit` event, for until then its pid is its own. */
export interface StopSequence {
  /**
   * The child's stop signal, its time to clean up, then SIGKILL to the group. The first cause
   * counts.
   */
  readonly climb: (cause: EndCause) => void;
  /** SIGKILL to the group at once, also half-way up. */
  kill(cause: EndCause): void;
  /** Notes the descendants while ancestry can still be told; without a mark nothing else would find them. */
  remember(): void;
  /** The child is over, or given up: no signal is sent any more. */
  close(): void;
  /** Resolves when not even SIGKILL ended it; pending for ever otherwise. */
  readonly hopeless: Promise<void>;
  readonly cause: EndCause | undefined;
  readonly remembered: ReadonlyMap<number, string>;
}

/** Sends nothing until it is told to. */
export const openStopSequence = (options: StopSequenceOptions): StopSequence => {
  const { child, stopSignal, graceMs, table } = options;
  const remembered = new Map<number, string>();
  let cause: EndCause | undefined;
  let timer: NodeJS.Timeout | undefined;
  let step: 'ground' | 'asked' | 'killed' = 'ground';
  let giveUp: () => void = () => undefined;
  const hopeless = new Promise<void>((resolve) => (giveUp = resolve));

  const remember = (): void => {
    if (!table.mayHaveChildren(child.pid)) return;
    const none = new Set<number>();
    const seeds = { pids: new Set([child.pid]), remembered, sessions: none };
    for (const { pid, startTime } of findDescendants(table.list(), seeds, none)) {
      if (pid !== child.pid) remembered.set(pid, startTime);
    }
  };

  const killGroup = (): void => {
    if (step === 'killed') return;
    step = 'killed';
    remember();
    // A child that is only just starting may not lead a group yet.
    if (!tryKill(-child.pid, 'SIGKILL')) tryKill(child.pid, 'SIGKILL');
    clearTimeout(timer);
    timer = setTimeout(giveUp, KILL_LIMIT_MS);
  };

  return {
    climb: (why) => {
      cause ??= why;
      if (step !== 'ground') return;
      step = 'asked';
      remember();
      tryKill(options.isWrapped === true ? wrapped(table, child.pid) : child.pid, stopSignal);
      timer = setTimeout(killGroup, graceMs);
    },
    kill: (why) => {
      cause ??= why;
      killGroup();
    },
    remember,
    close: () => {
      step = 'killed';
      clearTimeout(timer);
    },
    hopeless,
    get cause() {
      return cause;
    },
    remembered,
  };
};

/** The program in a wrapper that starts an init, which starts the program; the wrapper while there is none. */
const wrapped = (table: ProcessTable, wrapper: number): number => {
  const entries = table.list();
  const childOf = (pid: number): number | undefined =>
    entries.find(({ parentPid }) => parentPid === pid)?.pid;
  const init = childOf(wrapper);
  return (init === undefined ? undefined : childOf(init)) ?? wrapper;
};
