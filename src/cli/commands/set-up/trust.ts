import { printable } from '../../../domain/text/printable.ts';
import { joinShellWords } from '../../../domain/text/shell-words.ts';
import { UserError } from '../../../domain/text/user-error.ts';
import type { Project } from '../../compose/place/place.ts';
import {
  acceptCommands,
  commandsOf,
  refuseAgentOf,
  unacceptedCommands,
  unacceptedPlace,
} from '../../compose/set-up/trust.ts';
import { canAsk, openInterview } from '../../console/ask.ts';
import { print } from '../../console/print.ts';

interface TrustFlags {
  readonly config?: string;
  readonly yes?: boolean;
}

type Shown = Pick<ReturnType<typeof commandsOf>, 'configPath' | 'commands'>;

/** `samocode trust`: shows the commands of a `.samocode` and accepts them for this user on this machine. */
export async function trustCommand({ config, yes }: TrustFlags): Promise<number> {
  const found = commandsOf(config);
  const nested = unacceptedPlace(found);
  const open = [
    ...(found.isAccepted || !found.isTracked ? [] : [found]),
    ...(nested === undefined ? [] : [nested]),
  ];
  print(listing(found));
  if (nested !== undefined) print(placeLine(nested));
  if (open.length === 0) {
    print(whyNothingIsOpen(found));
    return 0;
  }
  refuseAgentOf(found);
  if (yes !== true && !canAsk()) {
    throw new UserError('this is not accepted, and stdin is not a terminal', {
      hint: joinShellWords(['samocode', 'trust', '--config', found.configPath, '--yes']),
    });
  }
  if (yes !== true && !(await isWanted())) {
    print('Not accepted.\n');
    return 3;
  }
  open.forEach(acceptCommands);
  print('Accepted until it changes.\n');
  return 0;
}

function whyNothingIsOpen({ commands, isTracked }: ReturnType<typeof commandsOf>): string {
  if (commands.length === 0) return '';
  return isTracked
    ? 'You accepted these commands: they count.\n'
    : 'git does not track this file, so its commands are yours: they count.\n';
}

function placeLine({ outer }: { readonly outer: string }): string {
  return `It lies in a folder of ${printable(outer)}, where agents write. Accepted, it counts there without --config, until it or the settings file next to it changes.\n`;
}

/**
 * Asks a person at a terminal about commands that are not accepted, before a run spends anything.
 * Throws a UserError if there is no terminal, or if the person declines.
 */
export async function requireAcceptance(project: Project): Promise<void> {
  const found = unacceptedCommands(project);
  if (found === undefined) return;
  const refusal = new UserError(
    `${printable(found.configPath)} is tracked by git, and you have not accepted its ${keysOf(found)}: nothing was started`,
    { hint: joinShellWords(['samocode', 'trust', '--config', found.configPath]) },
  );
  if (!canAsk()) throw refusal;
  print(listing(found));
  if (!(await isWanted())) throw refusal;
  acceptCommands(found);
}

function listing({ configPath, commands }: Shown): string {
  if (commands.length === 0) return `${printable(configPath)} holds no command.\n`;
  const lines = commands.map(({ key, text }) => `  ${key}: ${printable(text)}\n`);
  return `samocode runs these commands of ${printable(configPath)} as you:\n${lines.join('')}`;
}

function keysOf({ commands }: Shown): string {
  return commands.map(({ key }) => key).join(', ');
}

async function isWanted(): Promise<boolean> {
  using person = openInterview();
  const said = await person.ask('Accept? [y/N] ');
  return ['y', 'yes'].includes(said.toLowerCase());
}
