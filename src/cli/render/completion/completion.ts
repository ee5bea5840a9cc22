import { bash } from './bash.ts';
import { fish } from './fish.ts';
import type { FlagValue } from './flag-values.ts';
import { zsh } from './zsh.ts';

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

export type Shell = 'bash' | 'zsh' | 'fish';

/**
 * The scripts. They contain our own words only, and ask `samocode completion sessions` for the names of
 * sessions each time: these are plain words (`isSessionName`).
 */
export const SHELLS: Readonly<Record<Shell, (commands: readonly CommandWords[]) => string>> = {
  bash,
  zsh,
  fish,
};
