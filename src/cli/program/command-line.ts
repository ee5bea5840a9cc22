import type { Command } from 'commander';
import { isSessionName } from '../../domain/session/naming/names.ts';
import { nearest } from '../../domain/text/nearest.ts';
import { UserError } from '../../domain/text/user-error.ts';
import { checkPrinted } from '../console/print.ts';
import { EXIT_CODES } from '../exit-code.ts';
import { explain } from '../explain.ts';
import { VERSION } from '../version.ts';
import { type Done, type Part, shownCommands, tellErrors } from './command-parts.ts';
import { refuseMisplaced } from './misplaced.ts';

const ERROR_LIMIT_MS = 500;

/**
 * Runs the program with some parts of its command line, and says with which exit code it ends: the one place
 * that catches.
 *
 * @param whole creates the program with all its commands; needed only for a doubtful command line
 */
export async function runProgram(
  argv: readonly string[],
  parts: readonly Part[],
  whole: () => Promise<Command>,
): Promise<number> {
  let exitCode = 0;
  const { CommanderError } = await loadCommander();
  const program = await buildProgram((code) => {
    exitCode = code;
  }, parts);
  try {
    refuseUnknownCommand(program, argv[2]);
    await refuseMisplaced(program, argv.slice(2), whole);
    await program.parseAsync([...argv]);
    if (exitCode === 0) checkPrinted();
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    const { text, code } = explain(error);
    await tellError(text);
    return code;
  }
}

/** A console without a reader does not delay the exit. */
async function tellError(text: string): Promise<void> {
  const { openConsole } = await import('../console/console.ts');
  const err = openConsole(2);
  err.write(text);
  await err.flush(ERROR_LIMIT_MS);
}

/** Bare flags mean run, so an unknown word would be taken for an argument of it. */
function refuseUnknownCommand(program: Command, word: string | undefined): void {
  if (word === undefined || word.startsWith('-')) return;
  const known = [...program.commands.map((command) => command.name()), 'help'];
  if (known.includes(word)) return;
  const meant = nearest(word, known);
  const shown = [...shownCommands(program).map((command) => command.name()), 'help'];
  throw new UserError(`there is no command "${word}"`, {
    hint: meant === undefined ? unknownHint(word, shown) : `did you mean ${meant}?`,
  });
}

function unknownHint(word: string, known: readonly string[]): string {
  const commands = `the commands are ${known.join(', ')}`;
  return isSessionName(word)
    ? `${commands}; if it is a session: samocode run --session ${word}`
    : commands;
}

/** Lazily, so that it is a file of its own, which needs no source map. */
function loadCommander() {
  return import('commander');
}

/** Some parts of the command line; every action loads its own command, and nothing else. */
export async function buildProgram(done: Done, parts: readonly Part[]): Promise<Command> {
  const commander = await loadCommander();
  const program = new commander.Command('samocode')
    .description('Runs Claude Code or OpenAI Codex unattended, one checked step at a time.')
    .version(VERSION, '-V, --version')
    .addHelpText('after', helpTail());
  for (const [group, add] of parts) {
    program.commandsGroup(group);
    add(program, done);
  }
  program.helpCommand('help [command]', 'Shows the help of a command.');
  tellErrors(program, 'samocode');
  return program;
}

function helpTail(): string {
  const codes = EXIT_CODES.map(([code, text]) => `  ${String(code).padStart(3)}  ${text}`);
  return [
    '',
    'Flags without a command mean run; samocode run --help shows them.',
    '',
    'Exit codes:',
    ...codes,
    '',
    'Example:',
    '  $ samocode --config ~/proj/.samocode --session login --task "Add a login form"',
    '',
  ].join('\n');
}
