import type { ProviderName } from '../../provider/provider-name.ts';
import type { Form } from '../values/form.ts';

/** The harm that a value can do in the hands of a stranger. */
export const SETTING_CLASSES = [
  'path',
  'harmless',
  'bound',
  'command',
  'program',
  'address',
  'credential',
  'permission',
  'arguments',
] as const;
export type SettingClass = (typeof SETTING_CLASSES)[number];

/**
 * `project`: the `.samocode`; `environment`: the environment and the settings files; `personal`: the personal
 * settings file alone, for all projects of the person.
 */
export type Source = 'project' | 'environment' | 'personal';

/** The flags of commands that override a setting. */
export type ConfigFlag =
  'provider' | 'timeout' | 'idleTimeout' | 'model' | 'effort' | 'profile' | 'questions';

/** One setting. The property of the table is its key. */
export interface Setting extends Form<unknown> {
  /** The property of `Settings`. Rows of different providers may share one. */
  readonly name: string;
  readonly default: unknown;
  /** The default in docs/configuration.md, where it is not the value as a person writes it. */
  readonly defaultText?: string;
  readonly class: SettingClass;
  /** The first that has the key wins; by default `environment` alone. */
  readonly sources?: readonly Source[];
  /** It counts only when this provider is selected. */
  readonly provider?: ProviderName;
  /** The flag that overrides it. */
  readonly flag?: ConfigFlag;
  /** Of a bound: 0 means that there is none. */
  readonly zeroIsOff?: true;
  /** Of a bound: the higher value is the tighter one. */
  readonly isFloor?: true;
  /** Of a permission: the values that only take something away. */
  readonly tight?: readonly string[];
  /** One name for many rows that differ in their key only; documents show it once. */
  readonly family?: string;
  /** For docs/configuration.md; a link begins with docs/. */
  readonly help: string;
}

export type SettingTable = Readonly<Record<string, Setting>>;

/** Where a setting may be written. */
export function sourcesOf({ sources = ['environment'] }: Setting): readonly Source[] {
  return sources;
}
