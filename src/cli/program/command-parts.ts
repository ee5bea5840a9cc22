import type { Command } from 'commander';
import { refuseBadName } from '../../domain/session/naming/bad-name.ts';
import { withSession } from '../../domain/session/naming/command-line.ts';
import { completeCommands } from '../../domain/session/session-command.ts';
import { UserError } from '../../domain/text/user-error.ts';
import { print, printError } from '../console/print.ts';
import { typedCommand } from './typed-command.ts';

/** A command that is about one session, which may be its first argument. */
export function placed(command: Command): Command {
  return flagged(command).argument('[name]', 'the same as --session');
}

/** The same where the arguments are something else. */
export function flagged(command: Command): Command {
  return configured(command).option('--session <name>', 'the session: a name, not a path');
}

/** A command that is about a project. */
export function configured(command: Command): Command {
  return command.option(
    '--config <path>',
    "the project's .samocode (default: the nearest one upwards)",
  );
}

/** Errors of the command line as all others: a line, and a hint with the help of the command that was meant. */
export function tellErrors(command: Command, path: string): void {
  command
    .exitOverride()
    .configureOutput({
      writeOut: print,
      writeErr: printError,
      outputError: (text, write) => {
        write(text.replace(/^error: /, 'samocode: '));
      },
    })
    .showHelpAfterError(
      `  → ${path} --help shows ${command.commands.length > 0 ? 'the commands' : 'what it takes'}`,
    );
  for (const one of command.commands) tellErrors(one, `${path} ${one.name()}`);
}

/** The commands that `--help` shows. */
export function shownCommands(program: Command): readonly Command[] {
  const shown = new Set(program.createHelp().visibleCommands(program));
  return program.commands.filter((one) => shown.has(one));
}

/** The example that ends a command's help. */
export function example(line: string): string {
  return `\nExample:\n  $ ${line}\n`;
}

/** Takes the exit code of a command that is over. */
export type Done = (exitCode: number) => void;

/** Commands of a heading in the help. */
export type Part = readonly [group: string, add: (program: Command, done: Done) => void];

/** The action of a command, which is loaded only when it is asked for. */
export function runs<Flags extends object>(
  done: Done,
  load: () => Promise<(flags: Flags) => number | Promise<number>>,
): (flags: Flags) => Promise<void> {
  return async (flags) => {
    const command = await load();
    done(
      await completingHints(flags, () => {
        refuseName(flags);
        return command(flags);
      }),
    );
  };
}

function refuseName({ session }: NamingFlags): void {
  if (session === undefined) return;
  refuseBadName(session, (name) =>
    typedCommand((args) => withSession(args, { typed: session, name })),
  );
}

/** The same for a command whose first argument may name the session. */
export function runsPlaced<Flags extends NamingFlags>(
  done: Done,
  load: () => Promise<(flags: Flags) => number | Promise<number>>,
): (name: string | undefined, flags: Flags) => Promise<void> {
  const run = runs(done, load);
  return async (name, flags) => {
    await run(name === undefined ? flags : { ...flags, session: onlyName(name, flags) });
  };
}

/** The flags by which a command finds its session. */
export interface NamingFlags {
  readonly config?: string | undefined;
  readonly session?: string | undefined;
}

function onlyName(name: string, { session = name }: NamingFlags): string {
  if (session === name) return name;
  throw new UserError(`two sessions are named: ${name} and --session ${session}`, {
    hint: 'name one of them',
  });
}

/** The commands in a hint find what the refused command was about. */
export async function completingHints<T>(
  flags: NamingFlags,
  act: () => T | Promise<T>,
): Promise<T> {
  try {
    return await act();
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const { hint, exitCode } = error;
    const lines = error.lines.map((line) => completeCommands(line, flags));
    const helps = hint === undefined ? {} : { hint: completeCommands(hint, flags) };
    throw new UserError(lines, { ...helps, exitCode, cause: error });
  }
}
