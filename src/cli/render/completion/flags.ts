import type { CommandWords, OptionWords } from './command-words.ts';
import type { FlagValue } from './flag-values.ts';

/** Flags without a command mean this one. */
export const DEFAULT_COMMAND = 'run';

/** The names of the options of a command, with its help. */
export function flagNames({ options }: CommandWords): readonly string[] {
  return [...options.flatMap(({ names }) => names), '--help'];
}

/** The flags that take a value, in groups that take the same one; a flag has one meaning in all commands. */
export function valuedFlags(commands: readonly CommandWords[]): readonly ValuedFlags[] {
  const groups = new Map<string, { readonly value: FlagValue; readonly names: Set<string> }>();
  for (const option of commands.flatMap(({ options }) => options)) {
    const { value } = option;
    if (value === undefined) continue;
    const key = String(value);
    const group = groups.get(key) ?? { value, names: new Set() };
    groups.set(key, group);
    for (const name of option.names) group.names.add(name);
  }
  return [...groups.values()].map(({ value, names }) => ({ value, names: [...names] }));
}

interface ValuedFlags {
  readonly value: FlagValue;
  readonly names: OptionWords['names'];
}

/** A pattern of `case` that fits each of these names. */
export function pattern(names: readonly string[]): string {
  return names.join('|');
}
