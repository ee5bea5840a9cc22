import type { RawValue } from './raw-value.ts';
import { type SettingKey, settingOf } from './table/table.ts';
import { readForm } from './values/form.ts';

/** The lower of two bounds, or the higher where that leaves less; the first where one cannot be read, so that its reader reports it. */
export function tighterBound(key: SettingKey, first: RawValue, second: RawValue): RawValue {
  const setting = settingOf(key);
  const [one, other] = [first, second].map(({ value }) => {
    const reading = readForm(setting, value);
    if (!('value' in reading)) return undefined;
    const bound = reading.value ?? Infinity;
    if (typeof bound !== 'number') return undefined;
    const looseness = setting.isFloor === true ? -bound : bound;
    return bound === 0 && setting.zeroIsOff === true ? Infinity : looseness;
  });
  if (one === undefined || other === undefined) return first;
  return other < one ? second : first;
}
