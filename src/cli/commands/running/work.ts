import { runQueue } from '../../../app/work/work.ts';
import { parseBytes } from '../../../domain/queue/available-memory.ts';
import { readWorkHours } from '../../../domain/queue/work-hours.ts';
import { readForm, wholeNumber } from '../../../domain/settings/settings-values.ts';
import { UserError } from '../../../domain/text/user-error.ts';
import { drainWork, holdWork, workParts } from '../../compose/queue/work.ts';
import { refuseAgentsHere } from '../../compose/running/caller.ts';
import { print } from '../../console/print.ts';
import { signalCode } from '../../exit-code.ts';
import { clock } from '../../render/stamp.ts';
import { endingRuns, WORK_ENDS, workWords } from '../../render/work.ts';
import { obeySignals } from '../../signals/signals.ts';

interface WorkFlags {
  readonly slots?: string;
  readonly untilEmpty?: boolean;
  readonly from?: string;
  readonly until?: string;
  readonly drain?: boolean;
  readonly minMemory?: string;
}

const SLOTS = wholeNumber({ min: 1, max: 999, unit: 'slots' });

/** `samocode work`: runs what is queued, one process for each session. */
export async function workCommand(flags: WorkFlags): Promise<number> {
  refuseAgentsHere();
  if (flags.drain === true) return drain(flags);
  const options = readOptions(flags);
  using signals = obeySignals({ endsOnHangup: process.stdout.isTTY, report: () => undefined });
  using held = holdWork(signals);
  using parts = workParts(held.folder);
  const say = (text: string): void => {
    print(`${clock(Date.now())} ${text}\n`);
  };
  say(`working with ${options.slots} ${options.slots === 1 ? 'slot' : 'slots'}; Ctrl-C ends`);
  const warn = (text: string): void => {
    say(workWords({ kind: 'warning', text }));
  };
  const end = await runQueue({
    ...{ ...parts, options, stops: signals, drain: held.drain, beat: held.beat },
    tellers: async (configs) =>
      (await import('../../compose/queue/night.ts')).nightTellers(configs, {
        ...{ kill: signals.kill, warn },
      }),
    say: (event) => {
      say(workWords(event));
    },
  });
  say(WORK_ENDS[end]);
  return signals.stop.aborted ? signalCode(signals.asked()) : 0;
}

function drain({ drain: _, ...others }: WorkFlags): number {
  const [other] = Object.keys(others);
  if (other !== undefined) {
    throw new UserError('--drain takes no other flag', { hint: 'samocode work --drain' });
  }
  print(`${drainWords(drainWork())}\n`);
  return 0;
}

function drainWords({ pid, runs }: ReturnType<typeof drainWork>): string {
  if (pid !== undefined)
    return `samocode work (pid ${pid}) starts nothing more, and ends with its runs`;
  if (runs === 0) return 'no samocode work runs';
  return `no samocode work runs; ${endingRuns(runs)}`;
}

function readOptions({ slots = '3', untilEmpty, from, until, minMemory = '1.5GB' }: WorkFlags) {
  const count = readForm(SLOTS, slots);
  if (!('value' in count)) {
    throw new UserError(`--slots ${count.message}`, { hint: count.hint });
  }
  const leastBytes = parseBytes(minMemory);
  if (leastBytes === undefined) {
    throw new UserError(`--min-memory is "${minMemory}", which is no size`, {
      hint: 'for example --min-memory 1.5GB; 0 is no limit',
    });
  }
  const hours = readWorkHours({ from, until });
  return { slots: count.value, untilEmpty: untilEmpty === true, hours, leastBytes };
}
