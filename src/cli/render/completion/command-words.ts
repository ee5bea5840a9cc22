import type { FlagValue } from './flag-values.ts';

/** A command with its options and arguments, as the shells complete them. */
export interface CommandWords {
  readonly name: string;
  readonly summary: string;
  readonly options: readonly OptionWords[];
  /** The values of the arguments, one after the other. */
  readonly values: readonly FlagValue[];
}

export interface OptionWords {
  /** With their dashes. */
  readonly names: readonly string[];
  readonly description: string;
  /** Undefined: it takes none. */
  readonly value: FlagValue | undefined;
}
