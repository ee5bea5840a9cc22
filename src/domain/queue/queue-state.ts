import * as z from 'zod/mini';
import { type DataOf, readJson } from '../text/read-json.ts';
import type { Queued, QueuedWait } from './queued.ts';

const id = z.string().check(z.regex(/^[\w-]{1,100}$/));
const wait = { until: z.nullable(z.number()), why: z.string() };
const record = z.discriminatedUnion('op', [
  z.object({
    op: z.literal('add'),
    id,
    config: z.string(),
    session: z.string(),
    priority: z.int(),
    notBefore: z.optional(z.number()),
    holds: z.array(z.string()),
    taskPath: z.optional(z.string()),
    addedAt: z.number(),
  }),
  z.object({
    op: z.literal('claim'),
    ...{ id, claim: id, pid: z.int(), startTime: z.string(), at: z.number() },
  }),
  z.object({ op: z.literal('waits'), id, ...wait }),
  z.object({ op: z.literal('free'), id }),
  z.object({ op: z.literal('wake'), id }),
  z.object({ op: z.literal('first'), id }),
  z.object({ op: z.literal('left'), id }),
]);

/** One change of the queue; a line of its journal. */
export type QueueRecord = DataOf<typeof record>;

/** The process that has a session, and since when. */
export interface Claimed {
  readonly claim: string;
  readonly pid: number;
  readonly startTime: string;
  /** Epoch milliseconds. */
  readonly at: number;
  /** A person acted since. */
  readonly isWoken: boolean;
}

/** A session in line with all that is known of it. */
export interface Place {
  readonly queued: Queued;
  /** The larger, the further in front; 0: never put first. */
  readonly front: number;
  readonly claimed?: Claimed | undefined;
  readonly wait?: QueuedWait | undefined;
}

/** By id, in the order in which they were added. */
export type QueueState = ReadonlyMap<string, Place>;

/** The state after all lines of a journal. A line that is none of ours changes nothing. */
export function readQueue(lines: Iterable<string>): QueueState {
  const places = new Map<string, Place>();
  let front = 0;
  for (const line of lines) {
    const change = readJson(record, line);
    if (change === undefined) continue;
    const { id } = change;
    if (change.op === 'add') {
      const { op, ...queued } = change;
      if (!places.has(id)) places.set(id, { queued, front: 0 });
    } else if (change.op === 'left') {
      places.delete(id);
    } else {
      const place = places.get(id);
      if (place !== undefined) places.set(id, changed(place, change, (front += 1)));
    }
  }
  return places;
}

type Change = Exclude<QueueRecord, { readonly op: 'add' | 'left' }>;

function changed({ claimed, ...place }: Place, change: Change, front: number): Place {
  switch (change.op) {
    case 'claim': {
      const { op, id, ...claim } = change;
      return { ...place, wait: undefined, claimed: { ...claim, isWoken: false } };
    }
    case 'waits':
      return { ...place, wait: { kind: 'waits', until: change.until, why: change.why } };
    case 'free':
      return place;
    case 'wake':
      return { ...place, wait: undefined, claimed: claimed && { ...claimed, isWoken: true } };
    case 'first':
      return { ...place, claimed, front };
  }
}

/** The shortest journal with this state. */
export function recordsOf(state: QueueState): readonly QueueRecord[] {
  const places = [...state.values()];
  const inFront = places.filter(({ front }) => front > 0).sort((a, b) => a.front - b.front);
  return [
    ...places.flatMap(placeRecords),
    ...inFront.map(({ queued: { id } }): QueueRecord => ({ op: 'first', id })),
  ];
}

function placeRecords({ queued, claimed, wait }: Place): readonly QueueRecord[] {
  const { id } = queued;
  const records: QueueRecord[] = [{ op: 'add', ...queued }];
  if (claimed !== undefined) {
    const { isWoken, ...claim } = claimed;
    records.push({ op: 'claim', id, ...claim });
    if (isWoken) records.push({ op: 'wake', id });
  }
  if (wait !== undefined) records.push({ op: 'waits', id, until: wait.until, why: wait.why });
  return records;
}
