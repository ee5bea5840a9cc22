import type { QueueView } from '../../../app/ports/queue/queue.ts';
import type { QueuedNow } from '../../../domain/queue/queued.ts';
import { LEAVING, projectOf, slotsLine, whyNotNow } from '../../../domain/queue/words.ts';
import { completeCommands } from '../../../domain/session/session-command.ts';
import { printable } from '../../../domain/text/printable.ts';
import { isoOf } from '../../../domain/text/timestamps.ts';
import { tableLines } from './table.ts';

/** A person reads no more. */
const MOST = 500;

const HEAD = ['session', 'project', 'priority', 'state', ''];

/** A line for each session in line, and what takes the slots. */
export function queueText({ queued, slots, notes = [] }: QueueView): string {
  const rows = [HEAD, ...queued.slice(0, MOST).map((one) => cellsOf(one))];
  const lines = queued.length === 0 ? ['no session is in line'] : tableLines(rows, isNumber);
  const left = queued.length - MOST;
  const more = left > 0 ? [`and ${left} more: samocode queue --json shows all`] : [];
  const shownNotes = queued.length === 0 ? [] : notes.map((note) => printable(note));
  return [...lines, ...more, slotsLine(slots), ...shownNotes].map((line) => `${line}\n`).join('');
}

function isNumber(column: number): boolean {
  return HEAD[column] === 'priority';
}

function cellsOf(one: QueuedNow): readonly string[] {
  const { session, config, priority, state } = one;
  const why = completeCommands(whyNotNow(one), one);
  return [printable(session), projectOf(config), String(priority), state.kind, printable(why)];
}

/** One line of `queue --json`, version 1: fields are only ever added (docs/json.md). */
export interface QueuedLine {
  readonly v: 1;
  readonly session: string;
  readonly config: string;
  readonly priority: number;
  readonly notBefore: string | null;
  readonly addedAt: string | null;
  readonly state: 'running' | 'queued' | 'waits';
  readonly until: string | null;
  readonly why: string | null;
  readonly heldBy: string | null;
}

export function queuedJson(one: QueuedNow): QueuedLine {
  const { session, config, priority, notBefore, addedAt, state } = one;
  const delay = state.kind === 'queued' ? state.delay : undefined;
  const wait = state.kind === 'waits' ? state : delay;
  return {
    ...{ v: 1, session, config, priority },
    notBefore: isoOf(notBefore),
    addedAt: isoOf(addedAt),
    state: state.kind,
    until: isoOf(wait?.until ?? undefined),
    why:
      one.isLeaving === true
        ? LEAVING
        : wait === undefined
          ? null
          : completeCommands(wait.why, one),
    heldBy: (state.kind === 'queued' ? state.heldBy : undefined) ?? null,
  };
}

/** The last line of `list --all --json`, version 1. */
export interface QueueSummary {
  readonly v: 1;
  readonly queue: readonly QueuedLine[];
  readonly slots: readonly SlotLine[];
}

export interface SlotLine {
  readonly session: string;
  readonly config: string;
  readonly pid: number;
  readonly since: string | null;
}

export function queueSummary({ queued, slots }: QueueView): QueueSummary {
  const taken = slots.map(({ session, config, pid, since }) => {
    return { session, config, pid, since: isoOf(since) };
  });
  return { v: 1, queue: queued.map(queuedJson), slots: taken };
}
