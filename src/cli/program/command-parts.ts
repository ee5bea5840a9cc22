import type { Command } from 'commander';
import { print, printError } from '../console/print.ts';

/** A command that is about one session. */
export function placed(command: Command): Command {
  return configured(command).option('--session <name>', 'the session: a name, not a path');
}

/** A command that is about a project. */
export function configured(command: Command): Command {
  return command
    .option('--config <path>', "the project's .samocode (default: the nearest one upwards)")
    .exitOverride()
    .configureOutput({ writeOut: print, writeErr: printError });
}

/** The example that ends a command's help. */
export function example(line: string): string {
  return `\nExample:\n  $ ${line}\n`;
}

/** Takes the exit code of a command that is over. */
export type Done = (exitCode: number) => void;

/** The action of a command, which is loaded only when it is asked for. */
export function runs<Flags>(
  done: Done,
  load: () => Promise<(flags: Flags) => number | Promise<number>>,
): (flags: Flags) => Promise<void> {
  return async (flags) => {
    const command = await load();
    done(await command(flags));
  };
}
