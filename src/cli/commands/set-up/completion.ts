import type { Command } from 'commander';
import { UserError } from '../../../domain/text/user-error.ts';
import { sessionNamesHere } from '../../compose/reading/reading.ts';
import { print } from '../../console/print.ts';
import { shownCommands } from '../../program/command-parts.ts';
import { type CommandWords, type Shell, SHELLS } from '../../render/completion.ts';

/** Not a shell: the completion scripts pass this word to get the session names, one per line. */
const NAMES = 'sessions';

/** `samocode completion`: a shell's script on stdout, made of the very commands of this version. */
export function completionCommand(shell: string, program: Command): number {
  if (shell === NAMES) {
    print(
      sessionNamesHere()
        .map((name) => `${name}\n`)
        .join(''),
    );
    return 0;
  }
  if (!isShell(shell)) {
    throw new UserError(`there is no completion for "${shell}"`, {
      hint: `the shells are ${Object.keys(SHELLS).join(', ')}`,
    });
  }
  print(SHELLS[shell](wordsOf(program)));
  return 0;
}

function isShell(word: string): word is Shell {
  return Object.hasOwn(SHELLS, word);
}

function wordsOf(program: Command): readonly CommandWords[] {
  return shownCommands(program).map((command) => ({
    name: command.name(),
    summary: command.summary() || command.description(),
    options: command.options
      .filter(({ hidden }) => !hidden)
      .map(({ long, short, description, required, optional }) => ({
        names: [long, short].filter((name) => name !== undefined),
        takesValue: required || optional,
        description,
      })),
  }));
}
