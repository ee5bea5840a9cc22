import { CHILD_VARIABLES } from '../provider/environment/child-variables.ts';
import type { RawSettings, RawValue, RawValues } from './raw-value.ts';
import { isFor, selectedProvider } from './settings.ts';
import { type ConfigFlag, sourcesOf } from './table/setting.ts';
import { isFolderKey, SETTING_KEYS, type SettingKey, settingOf } from './table/table.ts';
import { chooseValue, type Layer } from './trust/trust.ts';

/** Values given on the command line, as they were typed; they win over everything. */
export type ConfigFlags = Readonly<Partial<Record<ConfigFlag, string | undefined>>>;

/** Of each setting the first value that is not empty: flags, the project, then the layers in their order. */
export function mergeSettings(
  layers: readonly Layer[],
  project: Layer,
  flags: ConfigFlags,
): RawSettings {
  const merged = new Map<SettingKey, RawValue>();
  for (const key of SETTING_KEYS.filter((one) => !isFolderKey(one))) {
    const sources = sourcesOf(settingOf(key));
    const own = sources.includes('project') ? [project] : [];
    addFirst(merged, key, [...own, ...(sources.includes('environment') ? layers : [])]);
  }
  for (const key of SETTING_KEYS) {
    const { flag } = settingOf(key);
    const value = flag === undefined ? undefined : flags[flag];
    if (flag === undefined || value === undefined) continue;
    // The provider's own flag has been read by then: its row is the first with a flag.
    if (!isFor(settingOf(key), selectedProvider(merged) ?? 'claude')) continue;
    merged.set(key, { value, source: optionOf(flag), folder: '/' });
  }
  return merged;
}

/** The variables for the child alone, from the `.env` files and exactly as they are written there. */
export function childSettings(layers: readonly Layer[]): RawValues {
  const found = new Map<string, RawValue>();
  for (const name of CHILD_VARIABLES) addFirst(found, name, layers);
  return found;
}

function addFirst<K extends string>(
  target: Map<K, RawValue>,
  key: K,
  layers: readonly Layer[],
): void {
  const written = layers.flatMap(({ values, level }) => {
    const raw = values.get(key);
    return raw === undefined ? [] : [{ raw, level }];
  });
  const found = chooseValue(key, written);
  if (found !== undefined) target.set(key, found);
}

/** `idleTimeout` as it is typed: `--idle-timeout`. */
export function optionOf(flag: ConfigFlag): string {
  return `--${flag.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}
