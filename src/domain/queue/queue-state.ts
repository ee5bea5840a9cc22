import { jsonOf } from '../text/read-json.ts';
import type { Queued, QueuedWait } from './queued.ts';

/** One change of the queue; a line of its journal. */
export type QueueRecord =
  | ({ readonly op: 'add' } & Queued)
  | ({ readonly op: 'claim'; readonly id: string } & Omit<Claimed, 'isWoken'>)
  | ({ readonly op: 'waits'; readonly id: string } & Omit<QueuedWait, 'kind'>)
  | { readonly op: 'free' | 'wake' | 'first'; readonly id: string }
  | { readonly op: 'left'; readonly id: string };

type Check = (value: unknown) => boolean;
const isText: Check = (value) => typeof value === 'string';
const isNumber: Check = (value) => typeof value === 'number';
/** No `Date` is further away. */
const MOST_MS = 8.64e15;
const isTime: Check = (value) => typeof value === 'number' && Math.abs(value) <= MOST_MS;
const isTexts: Check = (value) => Array.isArray(value) && value.every(isText);
const orNone =
  (check: Check): Check =>
  (value) =>
    value === undefined || value === null || check(value);

/** By hand: of ten thousand lines a library takes most of a start of Node. */
const FIELDS: Readonly<Record<QueueRecord['op'], Readonly<Record<string, Check>>>> = {
  add: {
    ...{ config: isText, session: isText, priority: isNumber, addedAt: isTime, holds: isTexts },
    ...{ notBefore: orNone(isTime), taskPath: orNone(isText) },
  },
  claim: { claim: isText, pid: isNumber, startTime: isText, at: isTime },
  waits: { why: isText, until: orNone(isTime) },
  ...{ free: {}, wake: {}, first: {}, left: {} },
};
const CHECKS = new Map(Object.entries(FIELDS).map(([op, fields]) => [op, Object.entries(fields)]));
const ID = /^[\w-]{1,100}$/;

function isRecord(value: unknown): value is QueueRecord {
  if (typeof value !== 'object' || value === null || !('op' in value && 'id' in value))
    return false;
  const fields = typeof value.op === 'string' ? CHECKS.get(value.op) : undefined;
  if (fields === undefined || typeof value.id !== 'string' || !ID.test(value.id)) return false;
  return fields.every(([name, check]) => check(Reflect.get(value, name)));
}

/** The values of lines of JSON; those that are none are left out. */
function valuesOf(lines: string): readonly unknown[] {
  // All at once is twice as fast, and works unless a line is damaged.
  const all = jsonOf(`[${lines.replace(/\n$/, '').replaceAll('\n', ',')}]`);
  return Array.isArray(all) ? all : lines.split('\n').map(jsonOf);
}

/** The process that has a session, and since when. */
export interface Claimed {
  readonly claim: string;
  readonly pid: number;
  readonly startTime: string;
  /** Epoch milliseconds. */
  readonly at: number;
  /** A person acted since, or during a claim before it whose process died. */
  readonly isWoken: boolean;
}

/** A session in line with all that is known of it. */
export interface Place {
  readonly queued: Queued;
  /** The larger, the further in front; 0: never put first. */
  readonly front: number;
  readonly claimed?: Claimed | undefined;
  readonly wait?: QueuedWait | undefined;
  /** A person acted since its last run ended. */
  readonly isActed?: true;
}

/** By id, in the order in which they were added. */
export type QueueState = ReadonlyMap<string, Place>;

/** The state after the first lines of a journal. */
export interface QueueReading {
  readonly state: QueueState;
  readonly lines: number;
  /** Of the last change that can put a session first. */
  readonly front: number;
}

const UNREAD: QueueReading = { state: new Map(), lines: 0, front: 0 };

/** The state after these lines of a journal, too. A line that is none of ours changes nothing. */
export function readQueue(lines: string, before: QueueReading = UNREAD): QueueReading {
  const places = new Map(before.state);
  let { front } = before;
  const values = lines === '' ? [] : valuesOf(lines);
  for (const change of values) {
    if (!isRecord(change)) continue;
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
  return { state: places, lines: before.lines + values.length, front };
}

type Change = Exclude<QueueRecord, { readonly op: 'add' | 'left' }>;

function changed({ claimed, ...place }: Place, change: Change, front: number): Place {
  const { isActed, ...settled } = place;
  switch (change.op) {
    case 'claim': {
      const { op, id, ...claim } = change;
      // Nobody settled the claim before: its process died.
      const isWoken = claimed?.isWoken === true;
      return { ...place, wait: undefined, claimed: { ...claim, isWoken } };
    }
    case 'waits':
      return { ...settled, wait: { kind: 'waits', until: change.until, why: change.why } };
    case 'free':
      return claimed?.isWoken === true ? { ...settled, isActed: true } : settled;
    case 'wake':
      if (claimed === undefined) return { ...place, wait: undefined, isActed: true };
      return { ...place, wait: undefined, claimed: { ...claimed, isWoken: true } };
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

function placeRecords({ queued, claimed, wait, isActed }: Place): readonly QueueRecord[] {
  const { id } = queued;
  const records: QueueRecord[] = [{ op: 'add', ...queued }];
  if (isActed) records.push({ op: 'wake', id });
  if (claimed !== undefined) {
    const { isWoken, ...claim } = claimed;
    records.push({ op: 'claim', id, ...claim });
    if (isWoken) records.push({ op: 'wake', id });
  }
  if (wait !== undefined) records.push({ op: 'waits', id, until: wait.until, why: wait.why });
  return records;
}
