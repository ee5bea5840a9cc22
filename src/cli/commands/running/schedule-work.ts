import { join } from 'node:path';
import { cronLine, workUnit } from '../../../domain/set-up/schedule.ts';
import { UserError } from '../../../domain/text/user-error.ts';
import { openWorkSchedule } from '../../compose/set-up/schedule.ts';
import { print, printJson } from '../../console/print.ts';
import { type WorkSchedule, workScheduleText } from '../../render/schedule.ts';
import { refuseLineBreaks, refuseLongLine } from './refuse-lines.ts';
import type { ScheduleFlags } from './schedule-flags.ts';
import { givenStartFlags, readWorkOptions } from './work-flags.ts';

/** `samocode schedule --work`: a line for cron and a unit for `samocode work`, with the flags that say when it starts runs. */
export function scheduleWork(flags: ScheduleFlags): number {
  refuseOthers(flags);
  readWorkOptions(flags);
  const { unitFolder, ...facts } = openWorkSchedule(givenStartFlags(flags).flat());
  refuseLineBreaks([...facts.command, ...Object.values(facts.environment), facts.logPath]);
  refuseLongLine(cronLine(facts));
  const unit = 'samocode-work';
  const service = { path: join(unitFolder, `${unit}.service`), text: workUnit(facts) };
  const schedule: WorkSchedule = {
    v: 1,
    cron: { line: cronLine(facts), log: facts.logPath },
    systemd: { unit, service },
    notes: facts.notes,
  };
  if (flags.json === true) printJson(schedule);
  else print(workScheduleText(schedule));
  return 0;
}

function refuseOthers(flags: ScheduleFlags): void {
  const { every, session, config, listen, from, until } = flags;
  if (every !== undefined || session !== undefined || config !== undefined) {
    throw new UserError('--every, --session and --config have no effect with --work', {
      hint: 'samocode schedule --work is for the queue of all projects',
    });
  }
  if (listen === true) {
    throw new UserError('--listen and --work exclude each other', {
      hint: 'samocode schedule --work',
    });
  }
  if (until !== undefined && from === undefined) {
    throw new UserError('a schedule is for each day, and --until alone is for one', {
      hint: `for example samocode schedule --work --from 22:00 --until ${until}`,
    });
  }
}
