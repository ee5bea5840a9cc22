import type { Command } from 'commander';
import { vi } from 'vitest';

/** Command → its options, as the real program knows them. */
export type ProgramOptions = ReadonlyMap<string, ReadonlySet<string>>;

export async function programOptions(): Promise<ProgramOptions> {
  // The build puts it in; nothing here depends on its value.
  vi.stubGlobal('SAMOCODE_VERSION', '0.0.0');
  const { wholeProgram } = await import('../../src/cli/program/program.ts');
  const { commands } = await wholeProgram();
  return new Map(commands.map((command) => [command.name(), optionsOf(command)]));
}

/** What in a command line, which begins with `samocode`, the program would not take. */
export function wrongIn(line: string, known: ProgramOptions): readonly string[] {
  const [, first = '', ...rest] = line.split(/\s+/);
  const name = first.startsWith('-') ? 'run' : first;
  const options = known.get(name);
  if (options === undefined) return [`samocode ${name}`];
  const given = [first, ...rest].filter((word) => /^--?[a-z]/.test(word));
  return given.map((word) => word.replace(/[=,.].*/, '')).filter((word) => !options.has(word));
}

function optionsOf(command: Command): ReadonlySet<string> {
  return new Set(
    command.options.flatMap(({ short, long }) => [short, long].filter((one) => one !== undefined)),
  );
}
