import type { Option } from 'commander';
import { PROFILE_NAMES } from '../../../domain/models/profiles.ts';
import { PHASES } from '../../../domain/phases/phase.ts';
import { PROMISES } from '../../../domain/phases/rules.ts';
import { COST_KEYS } from '../../../domain/provider/cost/cost-line.ts';
import { PROVIDER_NAMES } from '../../../domain/provider/provider-name.ts';
import { QUESTION_MODES } from '../../../domain/questions/without-questions.ts';

/** A value on the command line: one of some words, the name of a session, a path, or any text. */
export type FlagValue = readonly string[] | 'session' | 'file' | 'text';

const WORDS: Readonly<Record<string, readonly string[]>> = {
  '--by': COST_KEYS,
  '--gates': ['manual', 'auto'],
  '--phase': PHASES,
  '--profile': PROFILE_NAMES,
  '--provider': PROVIDER_NAMES,
  '--questions': QUESTION_MODES,
  '--sandbox': ['bwrap', 'none'],
  '--unknown-cost': ['allow'],
  '--waive': PROMISES,
};

const FILE = /[<[](?:path|folder|file)[>\]]/;

/** The value that an option takes; undefined if it takes none. */
export function valueOf({ long, flags, required, optional }: Option): FlagValue | undefined {
  if (!required && !optional) return undefined;
  if (long === '--session') return 'session';
  return WORDS[long ?? ''] ?? (FILE.test(flags) ? 'file' : 'text');
}

const ARGUMENTS: Readonly<Record<string, FlagValue>> = {
  name: 'session',
  act: ['add', 'remove', 'first'],
  shell: ['bash', 'zsh', 'fish'],
};

/** The value of an argument of a command, by its name in the help. */
export function argumentValue(name: string): FlagValue {
  return ARGUMENTS[name] ?? 'text';
}
