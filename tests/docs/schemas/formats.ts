import type * as z from 'zod';
import { checkpoint, cost, queued, queueSummary, restored, restoredHere } from './books.ts';
import { fleetSession, machineOfFleet } from './fleet.ts';
import { historyLine } from './history.ts';
import { LOG_ITEMS } from './logs.ts';
import { cleaned, doctor, listenerSchedule, schedule, workSchedule } from './machine.ts';
import { notice } from './notice.ts';
import { receipt } from './parts.ts';
import { report } from './report.ts';
import { EVENTS } from './run.ts';
import { listedBroken, listedReadable, sessionWhy, status, unreadable } from './standing.ts';

/** A published format: an object on a line of its own. */
export interface Format {
  readonly title: string;
  /** The forms that the object may have. */
  readonly forms: readonly z.ZodType[];
}

/** All published formats, by the names of their schema files; a command with `--json` has that of its name. */
export const FORMATS = {
  checkpoints: { title: 'samocode checkpoints --json, a line', forms: [checkpoint] },
  clean: { title: 'samocode clean --json, a line', forms: [cleaned] },
  cost: { title: 'samocode cost --json', forms: [cost] },
  doctor: { title: 'samocode doctor --json', forms: [doctor] },
  event: { title: 'the event that SAMOCODE_ON_EVENT reads', forms: [notice] },
  fleet: {
    title: 'samocode fleet doctor --json; samocode fleet machines --json, a line',
    forms: [doctor, machineOfFleet],
  },
  history: { title: 'samocode history --json, a line', forms: [historyLine] },
  list: { title: 'samocode list --json, a line', forms: [listedReadable, listedBroken, queueSummary, fleetSession] },
  logs: { title: 'samocode logs --json, a line', forms: LOG_ITEMS },
  queue: { title: 'samocode queue --json, a line', forms: [queued] },
  receipt: { title: '_receipt.json of a session that is done', forms: [receipt] },
  report: { title: 'samocode report --json, a line', forms: [report] },
  restore: { title: 'samocode restore --json', forms: [restored, restoredHere] },
  run: { title: 'samocode run --json, a line', forms: EVENTS },
  schedule: { title: 'samocode schedule --json', forms: [schedule, listenerSchedule, workSchedule] },
  status: { title: 'samocode status --json, a line', forms: [status, unreadable] },
  why: { title: 'samocode why --json', forms: [sessionWhy] },
} as const satisfies Readonly<Record<string, Format>>;

export type FormatName = keyof typeof FORMATS;
