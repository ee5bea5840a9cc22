import { join } from 'node:path';
import {
  cronFields,
  cronLine,
  listenerUnit,
  serviceUnit,
  timerUnit,
} from '../../../domain/set-up/schedule.ts';
import { parseDuration } from '../../../domain/text/duration.ts';
import { UserError } from '../../../domain/text/user-error.ts';
import { openListener, openSchedule } from '../../compose/set-up/schedule.ts';
import { print, printJson } from '../../console/print.ts';
import {
  type ListenerSchedule,
  listenerText,
  type Schedule,
  scheduleText,
} from '../../render/schedule.ts';
import { refuseLineBreaks, refuseLongLine } from './refuse-lines.ts';
import type { ScheduleFlags } from './schedule-flags.ts';
import { scheduleWork } from './schedule-work.ts';
import { givenStartFlags } from './work-flags.ts';

const DEFAULT_EVERY = '15m';

/** `samocode schedule`: a line for cron and two units for systemd; installs neither. */
export function scheduleCommand(flags: ScheduleFlags): number {
  if (flags.work === true) return scheduleWork(flags);
  const [flag] = givenStartFlags(flags);
  if (flag !== undefined) {
    throw new UserError(`${flag[0]} is for samocode work`, {
      hint: `samocode schedule --work ${flag.join(' ')}`,
    });
  }
  if (flags.listen === true) return scheduleListener(flags);
  const { run, unitFolder, notes } = openSchedule(flags, everyOf(flags.every ?? DEFAULT_EVERY));
  refuseLineBreaks([...run.command, ...Object.values(run.environment), run.logPath]);
  refuseLongLine(cronLine(run));
  const schedule: Schedule = {
    v: 1,
    session: run.session,
    cron: { line: cronLine(run), log: run.logPath },
    systemd: {
      unit: run.unit,
      service: { path: join(unitFolder, `${run.unit}.service`), text: serviceUnit(run) },
      timer: { path: join(unitFolder, `${run.unit}.timer`), text: timerUnit(run) },
    },
    notes,
  };
  if (flags.json === true) printJson(schedule);
  else print(scheduleText(schedule));
  return 0;
}

/** `samocode schedule --listen`: a unit for the Telegram listener. */
function scheduleListener(flags: ScheduleFlags): number {
  if (flags.every !== undefined) {
    throw new UserError('--every has no effect with --listen', {
      hint: 'leave --every out: the listener runs all the time',
    });
  }
  const { listener, unitFolder, notes } = openListener(flags);
  refuseLineBreaks([...listener.command, ...Object.values(listener.environment)]);
  const service = {
    path: join(unitFolder, `${listener.unit}.service`),
    text: listenerUnit(listener),
  };
  const schedule: ListenerSchedule = { v: 1, systemd: { unit: listener.unit, service }, notes };
  if (flags.json === true) printJson(schedule);
  else print(listenerText(schedule));
  return 0;
}

function everyOf(text: string): number {
  const ms = parseDuration(text);
  if (ms !== undefined && cronFields(ms) !== undefined) return ms;
  throw new UserError(`--every is "${text}", which cron cannot say`, {
    hint: 'a part of an hour or of a day: 1m, 5m, 10m, 15m, 20m, 30m, 1h, 2h, 4h, 6h, 12h, 1d',
  });
}
