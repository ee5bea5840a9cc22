import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import * as z from 'zod/mini';
import type { StartSlots } from '../../app/ports/spread-starts.ts';
import {
  isSpread,
  narrowed,
  type Slot,
  type Start,
  startAfter,
  widened,
} from '../../domain/provider/limits/start-slot.ts';
import { lateSchema, readJson } from '../../domain/text/read-json.ts';
import { forget } from '../disk/entries.ts';
import { fromRegular } from '../disk/regular-file.ts';

const slotSchema = lateSchema(() =>
  z.object({
    at: z.number(),
    isPending: z.boolean(),
    by: z.string(),
    spacingMs: z.number(),
    until: z.number(),
    sessions: z.array(z.string()),
  }),
);

const RACES = 100;
/** Older files of the chain are removed. */
const KEPT_SLOTS = 20;

/** The account's folder, as the slots use it. */
export interface SlotFolder {
  readonly folder: () => string;
  readonly names: () => readonly string[];
  readonly session: () => string;
  /** Sessions that wait for a reset or an outage. */
  readonly waiting: (now: number) => readonly string[];
  /** Creates a file with its whole content; false if it exists or cannot be written. */
  readonly create: (path: string, content: string) => boolean;
}

/**
 * A chain of files `start-<number>`: the session that exclusively creates the next one has the slot. No
 * file is rewritten. Where the folder cannot be written, runs share nothing.
 */
export function openStartSlots(of: SlotFolder): StartSlots & {
  /** The turn that a session would have; writes nothing. */
  readonly next: (now: number, spacingMs: number) => Start;
} {
  return {
    next: (now, spacingMs) =>
      spacingMs === 0 ? { kind: 'free' } : nextStart(of, now, spacingMs).start,
    turn: (now, spacingMs) => (spacingMs === 0 ? undefined : turn(of, now, spacingMs)),
    started(now) {
      change(of, now, ({ by, isPending }) =>
        by === of.session() && isPending ? { at: now, isPending: false } : {},
      );
    },
    answered(now, leastMs) {
      change(of, now, ({ spacingMs }) => ({ spacingMs: narrowed(spacingMs, leastMs) }));
    },
    throttled(now) {
      change(of, now, ({ spacingMs }) => ({ spacingMs: widened(spacingMs) }));
    },
  };
}

interface NextStart {
  /** Of the last slot. */
  readonly number: number;
  readonly start: Start;
}

function nextStart(of: SlotFolder, now: number, spacingMs: number): NextStart {
  const { number, slot } = lastSlot(of);
  const waiting = of.waiting(now);
  // The usual case, without the hash of the session.
  if (slot === undefined && waiting.length === 0) return { number, start: { kind: 'free' } };
  return { number, start: startAfter(slot, { me: of.session(), waiting, spacingMs }, now) };
}

function turn(of: SlotFolder, now: number, spacingMs: number): number | undefined {
  for (let race = 0; race < RACES; race += 1) {
    const { number, start } = nextStart(of, now, spacingMs);
    if (start.kind === 'free') return undefined;
    if (start.kind === 'wait') return start.at;
    if (write(of, number, start.slot) || lastSlot(of).number === number) return undefined;
  }
  return undefined;
}

function change(of: SlotFolder, now: number, changed: (slot: Slot) => Partial<Slot>): void {
  for (let race = 0; race < RACES; race += 1) {
    const { number, slot } = lastSlot(of);
    if (slot === undefined || !isSpread(slot, now)) return;
    const next = { ...slot, ...changed(slot) };
    if (isDeepStrictEqual(next, slot) || write(of, number, next)) return;
    if (lastSlot(of).number === number) return;
  }
}

function lastSlot({ folder, names }: SlotFolder): {
  readonly number: number;
  readonly slot: Slot | undefined;
} {
  const numbers = names().flatMap((name) => {
    const [, digits] = /^start-(\d{1,15})$/.exec(name) ?? [];
    return digits === undefined ? [] : [Number(digits)];
  });
  const number = Math.max(0, ...numbers);
  return { number, slot: number === 0 ? undefined : readSlot(slotPath(folder(), number)) };
}

/** False: another session was faster, or the folder cannot be written. */
function write({ folder, create }: SlotFolder, number: number, slot: Slot): boolean {
  if (!create(slotPath(folder(), number + 1), JSON.stringify(slot))) return false;
  if (number > KEPT_SLOTS) forget(slotPath(folder(), number - KEPT_SLOTS));
  return true;
}

function slotPath(folder: string, number: number): string {
  return join(folder, `start-${number}`);
}

function readSlot(path: string): Slot | undefined {
  try {
    const text = fromRegular(path, (fd) => readFileSync(fd, 'utf8'));
    return text === undefined ? undefined : readJson(slotSchema(), text);
  } catch {
    return undefined;
  }
}
