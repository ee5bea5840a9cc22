import { FLEET } from './fleet.ts';
import { PHASE_MODELS } from './models.ts';
import { BASE, FOLDERS, PUBLISHING, SET_UP, VERIFICATION } from './project.ts';
import { PROVIDERS } from './providers.ts';
import { RUN } from './run.ts';
import { type Setting, type Source, sourcesOf } from './setting.ts';
import { TELEGRAM } from './telegram.ts';
import { VERIFY_PHASES } from './verify-phases.ts';

/** Every setting by its key: a new one is a row of one of these, and nothing else knows its key. */
export const SETTINGS = {
  ...FOLDERS,
  ...BASE,
  ...SET_UP,
  ...VERIFICATION,
  ...VERIFY_PHASES,
  ...PUBLISHING,
  ...RUN,
  ...PROVIDERS,
  ...PHASE_MODELS,
  ...TELEGRAM,
  ...FLEET,
};

export type SettingKey = keyof typeof SETTINGS;
export type FolderKey = keyof typeof FOLDERS;

export const isSettingKey = isKeyOf(SETTINGS);
export const isFolderKey = isKeyOf(FOLDERS);

export const SETTING_KEYS = Object.keys(SETTINGS).filter(isSettingKey);
export const FOLDER_KEYS = Object.keys(FOLDERS).filter(isFolderKey);

/** The keys of `.samocode`. */
export const PROJECT_KEYS: readonly string[] = keysFrom('project');
/** The keys of the environment and of the settings files. */
export const RUNTIME_KEYS: readonly string[] = keysFrom('environment');
/** The keys of the personal settings file alone. */
export const PERSONAL_KEYS: readonly string[] = keysFrom('personal');

/** The row of a key. */
export function settingOf(key: SettingKey): Setting {
  return SETTINGS[key];
}

function isKeyOf<T extends object>(table: T) {
  return (key: string): key is keyof T & string => Object.hasOwn(table, key);
}

function keysFrom(source: Source): readonly SettingKey[] {
  return SETTING_KEYS.filter((key) => sourcesOf(settingOf(key)).includes(source));
}
