import type { NextRun } from '../../../domain/queue/after-run.ts';
import type { NightBook, NightEnd, NightListener } from '../../../domain/queue/night/night.ts';
import type { Delay, Queued } from '../../../domain/queue/queued.ts';
import type { Notice, Undelivered } from '../notifier.ts';

/** How a run under `samocode work` ended, as it tells itself. */
export type RunEnd = NextRun &
  NightEnd & {
    /** In words for people. */
    readonly why: string;
    /** The session's folder; undefined: no run has found it. */
    readonly path?: string | undefined;
    /** `seenIn` before the run's last look: what changes from then on is news. */
    readonly seen?: string | undefined;
    /** The queue knows it. */
    readonly isSettled?: boolean | undefined;
  };

/** The endings of runs, one file for each place in the queue. */
export interface RunEnds {
  /** Undefined: there is none, or it cannot be read. */
  readonly read: (id: string) => RunEnd | undefined;
  /** Throws disk errors. */
  readonly write: (id: string, end: RunEnd) => void;
  readonly remove: (id: string) => void;
  /** Removes those of other places. */
  readonly keepOnly: (ids: ReadonlySet<string>) => void;
}

/** The folders in which sessions of the queue have begun, one file for each place: their runs write them. */
export interface BegunFolders {
  /** The absolute path; undefined: the session has not begun, or the file cannot be read. */
  readonly read: (id: string) => string | undefined;
  /** Durable when it returns. Throws disk errors. */
  readonly write: (id: string, path: string) => void;
  /** Removes those of other places. */
  readonly keepOnly: (ids: ReadonlySet<string>) => void;
}

/** The news of the whole queue that were told, and those that are still to be told. */
export interface NightFile {
  /** Names this process in the book of several machines; undefined: no other one reads it. */
  readonly teller: string | undefined;
  /** This machine may take sessions. Rejects where a database is silent. */
  readonly begin: () => Promise<void>;
  /** This machine takes none any more; whether no other one does. Rejects where a database is silent. */
  readonly end: () => Promise<boolean>;
  readonly read: () => Promise<NightBook>;
  /** One change at a time; durable when it resolves. Rejects with disk errors, and where a database is silent. */
  readonly update: (change: (book: NightBook) => NightBook) => Promise<void>;
}

/** A chat or a command that is told of the queue, as far as its projects go. */
export interface NightTeller extends NightListener {
  readonly tell: (notice: Notice) => Promise<Undelivered | undefined>;
}

/** A run that `samocode work` started. */
export interface WorkRun {
  /** Its exit code, or the name of the signal that ended it. */
  readonly ended: Promise<number | string>;
  /** Ends it as Ctrl-C does. */
  readonly stop: () => void;
}

export interface RunStart {
  readonly queued: Queued;
  /** No attempt begins later; epoch milliseconds. */
  readonly until: number | undefined;
}

/** Waits until something rings, or a time is over. */
export interface Bell {
  readonly ring: () => void;
  /** Resolves at once when it has rung since the last call. */
  readonly wait: (ms: number) => Promise<void>;
  /** Resolves after that time, whatever rings, or when the signal aborts meanwhile. */
  readonly pause: (ms: number, signal: AbortSignal) => Promise<void>;
}

/** Tells why the sessions of a project are delayed: limits and outages of its account, and the limits of cost that all share. */
export interface Delays {
  /** Undefined: one may start. */
  readonly of: (config: string, now: number) => Delay | undefined;
  /** The account that a start now tries for all, whose limit or outage may be over. */
  readonly tries: (config: string, now: number) => string | undefined;
  /** Of sessions that are to show whether an account works again, this is the one. */
  readonly started: (config: string, now: number) => void;
}

/** A session that waits, as far as its files tell of a person. */
export interface WaitingSession {
  readonly config: string;
  readonly path: string | undefined;
}

/** The files of a waiting session. */
export interface SessionWatch {
  /** Changes when a person acts; empty where the folder is gone. */
  readonly seenIn: (session: WaitingSession) => string;
  /** Calls `onChange` when a file may have changed; the folders may be missing. Disposing ends it. */
  readonly watch: (session: WaitingSession, onChange: () => void) => Disposable;
}

/** What `samocode work` tells while it works. */
export type WorkEvent =
  | { readonly kind: 'started'; readonly queued: Queued }
  | { readonly kind: 'ended'; readonly queued: Queued; readonly end: RunEnd }
  | { readonly kind: 'woken'; readonly queued: Queued }
  | { readonly kind: 'no-memory'; readonly availableBytes: number; readonly leastBytes: number }
  | { readonly kind: 'closed'; readonly from: number }
  | { readonly kind: 'delayed'; readonly delay: Delay }
  | { readonly kind: 'draining'; readonly runs: number }
  | { readonly kind: 'warning'; readonly text: string }
  /** Something could not be read, written or started; it is tried again. */
  | { readonly kind: 'trouble'; readonly error: unknown };
