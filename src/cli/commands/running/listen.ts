import { groupWarning } from '../../../domain/people/group-chat.ts';
import { printable } from '../../../domain/text/printable.ts';
import { rowTimestamp } from '../../../domain/text/timestamps.ts';
import { findProject, type PlaceFlags } from '../../compose/place/place.ts';
import { refuseAgents } from '../../compose/running/caller.ts';
import { telegramOf } from '../../compose/telegram/bot-state.ts';
import { openPoller, registerSessions } from '../../compose/telegram/poller.ts';
import { print, printRemark } from '../../console/print.ts';
import { obeySignals } from '../../signals/signals.ts';

interface ListenFlags extends PlaceFlags {
  readonly verbose?: boolean;
}

/** `samocode listen`: hears Telegram in the foreground, for people whose runs do not stay. */
export async function listenCommand(flags: ListenFlags): Promise<number> {
  const project = findProject(flags, { spawns: false });
  refuseAgents(project);
  const telegram = telegramOf(project);
  const { sessions } = project.config;
  const count = registerSessions(project, telegram);
  const say = (text: string): void => {
    print(`${rowTimestamp(new Date()).slice(11)} ${printable(text)}\n`);
  };
  using signals = obeySignals({ endsOnHangup: process.stdout.isTTY, report: () => undefined });
  const poller = await openPoller(project, telegram, {
    warn: (text) => {
      printRemark(text);
    },
    debug: flags.verbose === true ? say : () => undefined,
    heard: say,
    stops: signals,
  });
  poller.begin();
  say(`listening for ${count} ${count === 1 ? 'session' : 'sessions'} in ${sessions}; Ctrl-C ends`);
  const warning = groupWarning(telegram);
  if (warning !== undefined) say(warning);
  await new Promise<void>((resolve) => {
    signals.stop.addEventListener('abort', () => {
      resolve();
    });
  });
  await poller.end();
  return 0;
}
