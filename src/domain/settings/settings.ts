import { chooseModels } from '../models/choose-models.ts';
import { type ProfileName, PROFILES, type Profiles } from '../models/profiles.ts';
import { strongerModels } from '../models/stronger.ts';
import { PHASES } from '../phases/phase.ts';
import type { ProviderName } from '../provider/provider-name.ts';
import type { Settings, ValuesOf } from './config.ts';
import type { ConfigProblem } from './problem.ts';
import type { RawSettings, RawValues } from './raw-value.ts';
import { PHASE_MODELS } from './table/models.ts';
import { BASE, PUBLISHING, SET_UP, VERIFICATION } from './table/project.ts';
import { PROVIDERS } from './table/providers.ts';
import { RUN } from './table/run.ts';
import type { Setting, SettingTable } from './table/setting.ts';
import { SETTING_KEYS, type SettingKey, settingOf } from './table/table.ts';
import { TELEGRAM } from './table/telegram.ts';
import { VERIFY_PHASES, verifyKey } from './table/verify-phases.ts';
import { readForm } from './values/form.ts';

/** The settings, or everything that is wrong with them. */
export type SettingsReading =
  | { readonly kind: 'settings'; readonly settings: Settings }
  | { readonly kind: 'problems'; readonly problems: readonly ConfigProblem[] };

/**
 * Raw texts to settings. Values of the provider that is not selected are checked too: a wrong number
 * is a slip for any provider. No message shows a secret.
 */
export function readSettings(raw: RawSettings, profiles: Profiles = PROFILES): SettingsReading {
  const provider = selectedProvider(raw) ?? 'claude';
  const own = readTable(
    { ...PROVIDERS, ...RUN, ...BASE, ...SET_UP, ...VERIFICATION, ...PUBLISHING },
    raw,
    provider,
  );
  const chat = readTable(TELEGRAM, raw, provider);
  const ofPhases = readTable({ ...PHASE_MODELS, ...VERIFY_PHASES }, raw, provider);
  const problems = [
    ...[...own.problems, ...ofPhases.problems, ...chat.problems],
    ...loneTelegramSetting(raw),
  ];
  if (problems.length > 0) return { kind: 'problems', problems };
  const { token, chatId } = chat.values;
  const isSet = token !== undefined && chatId !== undefined;
  const telegram = isSet ? { ...chat.values, token, chatId } : undefined;
  const under = (name: ProfileName | undefined) => {
    const profile = name && profiles[provider][name];
    return chooseModels(raw, { provider, profile, general: own.values });
  };
  const models = under(own.values.profile);
  const stronger = strongerModels(own.values.profile, (name, phase) => under(name)[phase]);
  const verifyPhases = verifyPhasesOf(raw);
  return {
    kind: 'settings',
    settings: { ...own.values, telegram, models, stronger, verifyPhases },
  };
}

function verifyPhasesOf(raw: RawSettings): Settings['verifyPhases'] {
  return Object.fromEntries(
    PHASES.flatMap((phase) => {
      const command = raw.get(verifyKey(phase))?.value.trim() ?? '';
      return command === '' ? [] : [[phase, command]];
    }),
  );
}

/** The provider that is selected; undefined when the text names none, which `readSettings` reports. */
export function selectedProvider(raw: RawSettings): ProviderName | undefined {
  const text = raw.get('SAMOCODE_PROVIDER')?.value ?? 'claude';
  const reading = readForm(RUN.SAMOCODE_PROVIDER, text);
  return 'value' in reading ? reading.value : undefined;
}

/** The same settings with another provider selected; the flags of one CLI are not for the other. */
export function withProvider(raw: RawSettings, provider: ProviderName): RawSettings {
  const selected = { value: provider, source: 'SAMOCODE_FALLBACK', folder: '/' };
  return new Map([...raw, ['SAMOCODE_PROVIDER', selected]]);
}

/** Whether a setting counts for a provider. */
export function isFor({ provider }: Setting, selected: ProviderName): boolean {
  return provider === undefined || provider === selected;
}

/** The key of the selected provider's program. */
export function programKey(provider: ProviderName): SettingKey {
  const isProgram = (key: SettingKey): boolean =>
    settingOf(key).name === 'executable' && isFor(settingOf(key), provider);
  return SETTING_KEYS.find(isProgram) ?? 'CLAUDE_PATH';
}

function readTable<T extends SettingTable>(
  table: T,
  raw: RawValues,
  provider: ProviderName,
): { readonly values: ValuesOf<T>; readonly problems: readonly ConfigProblem[] } {
  const problems: ConfigProblem[] = [];
  const values = Object.entries(table).flatMap(([key, setting]) => {
    const found = raw.get(key);
    const reading =
      found === undefined ? { value: setting.default } : readForm(setting, found.value);
    if ('value' in reading) return isFor(setting, provider) ? [[setting.name, reading.value]] : [];
    const source = found?.source ?? 'default';
    // A value from a flag is named by the flag, which is all that the person wrote.
    problems.push({ source, key: source.startsWith('--') ? source : key, ...reading });
    return [];
  });
  // With no problem, each name has the value that its own row read.
  return { values: Object.fromEntries(values) as ValuesOf<T>, problems };
}

/** Token and chat: both or neither. */
function loneTelegramSetting(raw: RawSettings): readonly ConfigProblem[] {
  const pair = ['TELEGRAM_BOT_TOKEN', 'TELEGRAM_CHAT_ID'] as const;
  return pair.flatMap((key, index) => {
    const here = raw.get(key);
    const other = pair[1 - index] ?? key;
    if (here === undefined || raw.has(other)) return [];
    return [
      { source: here.source, key, message: `is set without ${other}`, hint: 'set both or neither' },
    ];
  });
}
