import type { SettingKey } from './table/table.ts';

/** A setting as a person wrote it. */
export interface RawValue {
  readonly value: string;
  /** `environment`, `<path>:<line>`, or the flag (`--timeout`). */
  readonly source: string;
  /** A relative path in the value is relative to this folder. */
  readonly folder: string;
}

/** A source's values by key; a map, so that no key can be mistaken for a property that every object has. */
export type RawValues = ReadonlyMap<string, RawValue>;

/** The values of settings that count, each from the first source that has it. */
export type RawSettings = ReadonlyMap<SettingKey, RawValue>;
