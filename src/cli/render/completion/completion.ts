import { bash } from './bash.ts';
import type { CommandWords } from './command-words.ts';
import { fish } from './fish.ts';
import { zsh } from './zsh.ts';

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
