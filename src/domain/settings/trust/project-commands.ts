import type { RawValues } from '../raw-value.ts';
import { classOf } from './setting-classes.ts';

/** A command of a `.samocode`, which samocode runs as the person. */
export interface ProjectCommand {
  readonly key: string;
  readonly text: string;
}

/** The commands that a file of settings holds, in the order of their keys. */
export function projectCommands(values: RawValues): readonly ProjectCommand[] {
  return [...values]
    .filter(([key, { value }]) => classOf(key) === 'command' && value.trim() !== '')
    .map(([key, { value }]) => ({ key, text: value }))
    .sort((one, other) => (one.key < other.key ? -1 : 1));
}
