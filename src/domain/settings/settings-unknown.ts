import { CHILD_VARIABLES } from '../provider/environment/child-variables.ts';
import { nearest } from '../text/nearest.ts';
import type { RawValues } from './raw-value.ts';
import {
  isSettingKey,
  PERSONAL_KEYS,
  PROJECT_KEYS,
  RUNTIME_KEYS,
  settingOf,
} from './table/table.ts';

/** One warning for each key of a `.samocode` that means nothing there. */
export function unknownProjectKeys(values: RawValues): readonly string[] {
  return [...values].flatMap(([key, { source }]) =>
    PROJECT_KEYS.includes(key) ? [] : [`${source}: ${key} is unknown (${projectHint(key)})`],
  );
}

/** One warning for each key of a `.env` that is most likely a slip. Other unknown keys belong to the product. */
export function mistypedRuntimeKeys(values: RawValues): readonly string[] {
  const known = [...RUNTIME_KEYS, ...PERSONAL_KEYS, ...CHILD_VARIABLES];
  return [...values].flatMap(([key, { source }]) => {
    if (PROJECT_KEYS.includes(key)) {
      return [`${source}: ${key} has no effect here (it belongs in .samocode)`];
    }
    if (known.includes(key) || !/^(SAMOCODE|CLAUDE|CODEX|TELEGRAM)_/i.test(key)) return [];
    const meant = nearest(key, known);
    return meant === undefined ? [] : [`${source}: ${key} is unknown (did you mean ${meant}?)`];
  });
}

function projectHint(key: string): string {
  if (RUNTIME_KEYS.includes(key) || CHILD_VARIABLES.includes(key)) {
    return 'it belongs in the environment or in .samocode.env (or .env) next to this file';
  }
  const meant = nearest(key, PROJECT_KEYS);
  return meant === undefined ? `known: ${shownKeys().join(', ')}` : `did you mean ${meant}?`;
}

/** The keys of `.samocode`; those of a family by its name. */
function shownKeys(): readonly string[] {
  const names = PROJECT_KEYS.map(
    (key) => (isSettingKey(key) ? settingOf(key).family : undefined) ?? key,
  );
  return [...new Set(names)];
}
