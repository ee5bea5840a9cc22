import * as z from 'zod';
import type {
  ListenerSchedule,
  Schedule,
  WorkSchedule,
} from '../../../src/cli/render/schedule.ts';
import type { Finding } from '../../../src/domain/doctor/finding.ts';
import type { Cleaned } from '../../../src/domain/logs/clean-plan.ts';
import { describes } from './same.ts';
import { session } from './standing.ts';
import { amount, count, list, oneOf, orNull, text, textOrNull, texts, v, yes } from './words.ts';

/* What is set up: `doctor`, `clean` and `schedule`. */

const finding = describes<Finding>()(
  z.strictObject({
    about: text('a stable name of the check'),
    level: oneOf(['ok', 'warn', 'bad'], '`bad`: it would stop a run'),
    text: text('the finding in one line'),
    cure: z.optional(text('a fix, unless the level is `ok`')),
  }),
);

export const doctor = z.strictObject({
  v,
  ok: yes('no finding would stop a run'),
  findings: list(finding, 'all checks'),
});

const piece = z.strictObject({
  path: text('its path'),
  bytes: count('its size'),
  changedAt: amount('epoch milliseconds'),
  isPacked: yes('it was compressed already'),
  isNewest: yes('it belongs to the newest iteration'),
});

const worktree = z.strictObject({
  path: text('its path'),
  isRemoved: yes('it was removed, or would be'),
  branch: textOrNull('the deleted branch'),
  why: textOrNull('why the worktree stays, or its branch; null: nothing stays'),
});

const state = z.strictObject({
  ref: text('its ref in the git remote'),
  isRemoved: yes('it was removed, or would be'),
  why: textOrNull('why it stays; null: it does not'),
});

const cleanedFields = {
  session,
  isHeld: yes('a run is active there, so nothing was changed'),
  packed: list(piece, 'the logs that were compressed, or would be, with the values from before'),
  removed: list(piece, 'the logs that were removed, or would be'),
  checkpoints: count('the number of checkpoints that were removed, or would be'),
  state: orNull(state, 'the state of a session of a fleet that has been done for 30 days; null: this machine pushed none'),
  worktree: orNull(worktree, 'with `--worktrees`; null: there is none'),
};

describes<Cleaned>()(z.strictObject(cleanedFields));
export const cleaned = z.strictObject({ v, ...cleanedFields });

const unit = z.strictObject({ path: text('its location'), text: text('the text of the file') });
const systemd = {
  unit: text('the name of the units without its suffix'),
  service: unit.describe('the service'),
};
const notes = texts('settings that a scheduled run would not find, and steps for a person');

const cron = z
  .strictObject({ line: text('for a crontab'), log: text('the file that it appends to') })
  .describe('for cron');

export const schedule = describes<Schedule>()(
  z.strictObject({
    v,
    session,
    cron,
    systemd: z.strictObject({ ...systemd, timer: unit.describe('the timer') }).describe('for systemd'),
    notes,
  }),
);

const ofService = {
  v,
  systemd: z.strictObject(systemd).describe('for systemd'),
  notes,
};

/** With `--listen`. */
export const listenerSchedule = describes<ListenerSchedule>()(z.strictObject(ofService));
/** With `--work`. */
export const workSchedule = describes<WorkSchedule>()(z.strictObject({ ...ofService, cron }));
