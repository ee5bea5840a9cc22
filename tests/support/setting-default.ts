import type { Setting } from '../../src/domain/settings/table/setting.ts';

/** The default of a setting, as the documents show it. */
export function defaultOf(setting: Omit<Setting, 'help'>): string {
  const { default: value, defaultText } = setting;
  if (defaultText !== undefined) return defaultText;
  if (value === undefined || Array.isArray(value)) return 'none';
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return `\`${setting.write?.(value) ?? text}\``;
}
