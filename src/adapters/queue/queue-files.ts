import { join } from 'node:path';
import type { ChildIdentity } from '../../app/ports/process.ts';
import type { Queue, QueueClaim, Settlement } from '../../app/ports/queue/queue.ts';
import { lineOf, type OwnWork } from '../../domain/queue/in-line.ts';
import {
  nameOf,
  nextPlace,
  type QueueMoment,
  queueNow,
  takenSlots,
} from '../../domain/queue/order.ts';
import type { Place, QueueRecord, QueueState } from '../../domain/queue/queue-state.ts';
import { randomId } from '../random-id.ts';
import { openQueueJournal, type QueueJournal } from './queue-journal.ts';
import { livingRuns } from './slot.ts';

/** The questions of the queue about processes. */
export interface QueueProcesses {
  readonly self: () => ChildIdentity;
  readonly isAlive: (process: ChildIdentity) => boolean;
  readonly ownWork: () => OwnWork;
  /** Runs `work` while no other process does in this folder, which is there. */
  readonly exclusively: <T>(folder: string, work: () => T) => Promise<T>;
}

/** The queue of a user on one machine, in files of its own in the state folder. */
export function openQueueFiles(stateDir: string, processes: QueueProcesses): Queue {
  const folder = join(stateDir, 'queue');
  const journal = openQueueJournal(folder);
  const exclusively = <T>(work: (state: QueueState) => T): Promise<T> => {
    journal.make();
    return processes.exclusively(folder, () => work(journal.read()));
  };
  const files: Files = {
    ...{ journal, processes, exclusively },
    change: (id, recordOf) =>
      exclusively((state) => {
        const place = state.get(id);
        const record = place && recordOf(place);
        if (record === undefined) return false;
        journal.write([record]);
        if (record.op === 'left') journal.forgetText(id);
        return true;
      }),
    momentOf: (state, now) => ({
      state: new Map([...state].map(([id, place]) => [id, withoutDead(place, processes)])),
      runs: livingRuns(stateDir, processes.isAlive),
      now,
    }),
  };
  return { ...personSide(files), ...runSide(files) };
}

interface Files {
  readonly journal: QueueJournal;
  readonly processes: QueueProcesses;
  readonly exclusively: <T>(work: (state: QueueState) => T) => Promise<T>;
  /** Changes one session in line; false: it is not, or there is nothing to change. */
  readonly change: (
    id: string,
    recordOf: (place: Place) => QueueRecord | undefined,
  ) => Promise<boolean>;
  readonly momentOf: (state: QueueState, now: number) => QueueMoment;
}

type PersonSide = 'submit' | 'wake' | 'first' | 'remove';

function personSide({ journal, exclusively, change }: Files): Pick<Queue, PersonSide> {
  return {
    submit: (task, now) =>
      exclusively((state) => {
        const there = [...state.values()].find(({ queued }) => nameOf(queued) === nameOf(task));
        if (there !== undefined) return { kind: 'there', queued: there.queued };
        const { text, ...asked } = task;
        const id = randomId();
        const taskPath = text === undefined ? undefined : journal.keepText(id, text);
        const queued = { ...asked, id, taskPath, addedAt: now };
        journal.write([{ op: 'add', ...queued }]);
        return { kind: 'queued', queued };
      }),
    wake: (id) => change(id, () => ({ op: 'wake', id })),
    first: (id) => change(id, () => ({ op: 'first', id })),
    remove: (id) => change(id, () => ({ op: 'left', id })),
  };
}

function runSide(files: Files): Omit<Queue, PersonSide> {
  const { journal, processes, exclusively, change, momentOf } = files;
  return {
    claim: (now, slots, isDelayed) =>
      exclusively((state) => {
        const next = nextPlace(momentOf(state, now), slots, isDelayed);
        if (next === undefined) return null;
        const { queued } = next;
        const claim = randomId();
        journal.write([{ op: 'claim', id: queued.id, claim, ...processes.self(), at: now }]);
        return { id: claim, queued };
      }),
    // eslint-disable-next-line @typescript-eslint/require-await -- rejects, and never throws
    beat: async (claim) => isOf(journal.read().get(claim.queued.id), claim),
    settle: (claim, how) => change(claim.queued.id, (place) => settled(place, claim, how)),
    sweep: () =>
      exclusively((state) => {
        const dead = [...state.values()].filter((place) => withoutDead(place, processes) !== place);
        if (dead.length > 0) {
          journal.write(dead.map(({ queued: { id } }) => ({ op: 'free', id })));
        }
        return dead.map(({ queued }) => queued);
      }),
    // eslint-disable-next-line @typescript-eslint/require-await -- rejects, and never throws
    starter: async () => lineOf(processes.ownWork()),
    // eslint-disable-next-line @typescript-eslint/require-await -- rejects, and never throws
    list: async (now) => {
      const moment = momentOf(journal.read(), now);
      return { queued: queueNow(moment), slots: takenSlots(moment) };
    },
  };
}

function isOf(place: Place | undefined, claim: QueueClaim): boolean {
  return place?.claimed?.claim === claim.id;
}

function settled(place: Place, claim: QueueClaim, how: Settlement): QueueRecord | undefined {
  if (!isOf(place, claim)) return undefined;
  const { id } = place.queued;
  // The run may have ended before the person acted.
  if (how.kind === 'again' || place.claimed?.isWoken === true) return { op: 'free', id };
  if (how.kind === 'ended') return { op: 'left', id };
  return { op: 'waits', id, until: how.until, why: how.why };
}

/** The claim of a process that died is none. */
function withoutDead(place: Place, { isAlive }: QueueProcesses): Place {
  const { claimed } = place;
  return claimed === undefined || isAlive(claimed) ? place : { ...place, claimed: undefined };
}
