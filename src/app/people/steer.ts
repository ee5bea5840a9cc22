import type { Steer, SteerKind } from '../../domain/people/steer.ts';
import { type Pause, unpublishedOf } from '../../domain/session/standing.ts';
import type { InboxFile } from '../ports/session/inbox.ts';
import type { Leases } from '../ports/session/lease.ts';
import type { SessionStore } from '../ports/session/store.ts';
import type { Writer } from '../ports/session/writer.ts';
import { isStopped, type Loop } from '../run/loop.ts';
import { look } from '../session/look.ts';
import { recordAct } from '../session/record-act.ts';
import type { PersonAct } from '../session/rows.ts';
import { actOnRecord } from '../tampering/tampering.ts';

/** The messages that were taken from an inbox. */
export interface Taken {
  /** Rows written. */
  readonly rows: number;
  /** The stop that was among the messages. */
  readonly stop: Pause | undefined;
}

const STATUS_OF = {
  pause: 'paused',
  stop: 'stopped',
  note: 'noted',
} as const satisfies Record<SteerKind, PersonAct['status']>;

/**
 * Takes what lies in the inbox, at a boundary and under the write lock: each message becomes a row,
 * and then its file goes. One whose row is there already (we died in between) only goes. `run` is
 * the run that holds the session; without one a stop has nothing to end. `afterAgent`: an agent has
 * worked since the inbox was looked into last.
 */
export function takeInbox(writer: Writer, run: string | undefined, afterAgent = false): Taken {
  return takeFiles(writer, writer.store.inbox.read(), run, afterAgent);
}

function takeFiles(
  writer: Writer,
  files: readonly InboxFile[],
  run: string | undefined,
  afterAgent = false,
): Taken {
  const { store } = writer;
  let rows = 0;
  let stop: Pause | undefined;
  for (const file of files) {
    const { kind, note, source } = file.message;
    const unverified = !file.isVouched && mayBeAgents(store, file, afterAgent);
    const by = unverified ? 'file' : file.message.by;
    if (kind === 'stop' && isForAnother(file, run)) {
      writer.warn(`_inbox/${file.name} is dropped: it was meant for another run`);
    } else if (!store.ledger().sources.includes(source)) {
      recordAct(writer, look(store), {
        status: STATUS_OF[kind],
        by,
        note,
        source,
        unverified,
      });
      rows += 1;
      if (kind === 'stop') stop = { by, note };
    }
    store.inbox.remove(file);
  }
  return { rows, stop };
}

/** Before an act that lets the session go on: takes earlier messages. A stop is left to its run. */
export function takeEarlier(writer: Writer): boolean {
  const { inbox } = writer.store;
  const earlier = inbox.read().filter(({ message }) => message.kind !== 'stop');
  return takeFiles(writer, earlier, undefined).rows > 0;
}

/** The parts of a session that a message from outside a run needs. */
export interface SteeredSession {
  readonly store: SessionStore;
  readonly leases: Leases;
  readonly writer: Writer;
}

/**
 * Puts the message into the inbox. Where no run lives to take it, it is taken here and now, unless an
 * agent left work that only a run can record.
 */
export async function steerSession(session: SteeredSession, message: Steer): Promise<void> {
  session.store.inbox.put(message);
  await takeUnheld(session, undefined);
}

/** At the end of a run, which no longer holds the session: takes what came after its last look. */
export async function takeLeft(session: SteeredSession): Promise<void> {
  if (session.store.inbox.read().length > 0) await takeUnheld(session, session.writer.run);
}

/** `run`: the run that a stop may still be for. */
async function takeUnheld(
  { store, leases, writer }: SteeredSession,
  run: string | undefined,
): Promise<void> {
  if (leases.holder() !== undefined) return;
  await leases.exclusively(() => {
    if (leases.holder() !== undefined) return;
    actOnRecord(writer, () => {
      const { unrecorded, standing } = look(store);
      if (!unrecorded || unpublishedOf(standing) !== undefined) takeInbox(writer, run);
    });
  });
}

/** Clocks of disk and system differ by a tick. */
const TICK_MS = 100;

/** Whether the file was there while an agent, of this session or another one, could write it. */
function mayBeAgents(store: SessionStore, file: InboxFile, afterAgent: boolean): boolean {
  return (
    afterAgent ||
    mayBeOwnAgents(store, file) ||
    // The other sessions are many files.
    store.otherAgents(file.changedAtMs).length > 0
  );
}

/** Without a log nothing is known of when. */
function mayBeOwnAgents(store: SessionStore, { changedAtMs }: InboxFile): boolean {
  const endedMs = store.lastLogMs();
  if (endedMs === undefined) return store.ledger().last !== undefined;
  return changedAtMs <= endedMs + TICK_MS;
}

/** A stop ends the run it was given to, and no later one. */
function isForAnother({ message }: InboxFile, run: string | undefined): boolean {
  return run === undefined || (message.run !== undefined && message.run !== run);
}

/** At the start of a run: a stop made by hand before it was for another run. */
export function dropOldStops({ store, warn }: Pick<Writer, 'store' | 'warn'>): void {
  for (const file of store.inbox.read()) {
    const { kind, run } = file.message;
    if (kind !== 'stop' || run !== undefined) continue;
    warn(`_inbox/${file.name} is dropped: it was there before this run began`);
    store.inbox.remove(file);
  }
}

/** Whether a pause or stop was requested that the run has not yet seen. */
export function isHaltAsked(loop: Loop): boolean {
  return newMessages(loop).some(({ message }) => message.kind !== 'note');
}

/** Whether there is a message that the run has not yet seen. */
export function isMessageLeft(loop: Loop): boolean {
  return newMessages(loop).length > 0;
}

function newMessages({ id, session: { store } }: Loop): readonly InboxFile[] {
  return store.inbox.read().filter((file) => {
    const { kind, source } = file.message;
    if (kind === 'stop' && isForAnother(file, id)) return false;
    // What has its row already asks for nothing: it must not cut a backoff short, again and again.
    return !store.ledger().sources.includes(source);
  });
}

const LOOK_MS = 1000;

/** Sleeps, looking into the inbox each second; true at once when a new pause or stop lies there. */
export async function sleepUnlessHalted(loop: Loop, ms: number): Promise<boolean> {
  return await sleepUnless(loop, ms, () => isHaltAsked(loop));
}

/** Sleeps; true at once when `isOver`, which is asked each second. */
export async function sleepUnless(loop: Loop, ms: number, isOver: () => boolean): Promise<boolean> {
  for (let leftMs = ms; ; leftMs -= LOOK_MS) {
    if (isOver()) return true;
    if (leftMs <= 0 || isStopped(loop)) return false;
    await loop.clock.sleep(Math.min(leftMs, LOOK_MS), loop.stops.stop);
  }
}
