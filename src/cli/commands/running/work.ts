import { runQueue } from '../../../app/work/work.ts';
import { UserError } from '../../../domain/text/user-error.ts';
import { drainHere, holdWorkHere, workParts } from '../../compose/queue/work.ts';
import { refuseAgentsHere } from '../../compose/running/caller.ts';
import { print } from '../../console/print.ts';
import { signalCode } from '../../exit-code.ts';
import { clock } from '../../render/stamp.ts';
import { endingRuns, WORK_ENDS, workWords } from '../../render/work.ts';
import { obeySignals } from '../../signals/signals.ts';
import { readWorkOptions, type WorkFlags } from './work-flags.ts';

/** `samocode work`: runs the queued sessions, one process for each session. */
export async function workCommand(flags: WorkFlags): Promise<number> {
  refuseAgentsHere();
  if (flags.drain === true) return drain(flags);
  const options = readWorkOptions(flags);
  using signals = obeySignals({ endsOnHangup: process.stdout.isTTY, report: () => undefined });
  using held = holdWorkHere(signals, flags.unlessRunning === true);
  if (held === undefined) return 0;
  const say = (text: string): void => {
    print(`${clock(Date.now())} ${text}\n`);
  };
  const warn = (text: string): void => {
    say(workWords({ kind: 'warning', text }));
  };
  const { slots } = options;
  const use = { folder: held.folder, slots, drain: held.drain.ask, warn, stop: signals.stop };
  await using parts = await workParts(use);
  if (parts === undefined) return signalCode(signals.asked());
  const as = parts.machine === undefined ? '' : ` as ${parts.machine} of the fleet`;
  say(`working${as} with ${slots} ${slots === 1 ? 'slot' : 'slots'}; Ctrl-C ends`);
  const end = await runQueue({
    ...{ ...parts, options, stops: signals, drain: held.drain, beat: held.beat },
    tellers: async (configs) =>
      (await import('../../compose/queue/night.ts')).nightTellers(configs, {
        ...{ kill: signals.kill, warn, isShared: parts.machine !== undefined },
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
  print(`${drainWords(drainHere())}\n`);
  return 0;
}

function drainWords({ pid, runs }: ReturnType<typeof drainHere>): string {
  if (pid !== undefined)
    return `samocode work (pid ${pid}) starts nothing more, and ends with its runs`;
  if (runs === 0) return 'no samocode work runs';
  return `no samocode work runs; ${endingRuns(runs)}`;
}
