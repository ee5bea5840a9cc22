import type { Command } from 'commander';
import { splitShellWords } from '../../../domain/text/shell-words.ts';
import { UserError } from '../../../domain/text/user-error.ts';
import { sessionNamesHere } from '../../compose/reading/reading.ts';
import { print } from '../../console/print.ts';
import { shownCommands } from '../../program/command-parts.ts';
import type { CommandWords } from '../../render/completion/command-words.ts';
import { type Shell, SHELLS } from '../../render/completion/completion.ts';
import { argumentValue, valueOf } from '../../render/completion/flag-values.ts';

/** Not a shell: the completion scripts pass this word to get the session names, one per line. */
const NAMES = 'sessions';

export interface CompletionFlags {
  readonly config?: string;
  /** The same as a person typed it, with the quotes of a shell. */
  readonly typedConfig?: string;
}

/** `samocode completion`: a shell's script on stdout, made of the very commands of this version. */
export function completionCommand(
  shell: string,
  { program, ...flags }: CompletionFlags & { readonly program: Command },
): number {
  if (shell === NAMES) {
    const names = sessionNamesHere(flags.config ?? unquoted(flags.typedConfig));
    print(names.map((name) => `${name}\n`).join(''));
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

function unquoted(typed: string | undefined): string | undefined {
  const read = splitShellWords(typed ?? '');
  return read.kind === 'words' ? read.words[0] : undefined;
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
      .map((option) => ({
        names: [option.long, option.short].filter((name) => name !== undefined),
        description: option.description,
        value: valueOf(option),
      })),
    values: command.registeredArguments.map((argument) => argumentValue(argument.name())),
  }));
}
