import type { ConfigProblem } from '../problem.ts';
import type { RawValue, RawValues } from '../raw-value.ts';
import { type SettingClass, sourcesOf } from '../table/setting.ts';
import { isSettingKey, settingOf } from '../table/table.ts';
import { tighterBound } from '../tighter-bound.ts';
import { classOf, CREDENTIALS_OF } from './setting-classes.ts';

/**
 * The author of a source of settings, the least trusted first: a file that git tracks, an untracked
 * file of the user next to the project, the user's personal file, the process (its environment and
 * flags).
 */
export const LEVELS = ['tracked', 'mine', 'personal', 'process'] as const;
export type Level = (typeof LEVELS)[number];

/** What becomes of a setting. */
export type Verdict = 'taken' | 'refused' | 'needs acceptance' | 'tightens only';

/** The whole rule: only a tracked file may not set everything. */
export function judgeSource(settingClass: SettingClass, level: Level): Verdict {
  if (level !== 'tracked') return 'taken';
  switch (settingClass) {
    case 'path':
    case 'harmless':
      return 'taken';
    case 'bound':
    case 'permission':
      return 'tightens only';
    case 'command':
      return 'needs acceptance';
    case 'program':
    case 'address':
    case 'credential':
    case 'arguments':
      return 'refused';
  }
}

/** Whether it matters for one of these settings who wrote the file. */
export function dependsOnLevel(values: RawValues): boolean {
  return [...values.keys()].some((key) => {
    const settingClass = classOf(key);
    return settingClass !== undefined && judgeSource(settingClass, 'tracked') !== 'taken';
  });
}

/** The settings of one source. */
export interface Layer {
  readonly level: Level;
  readonly values: RawValues;
}

/** The places that a message names. */
export interface Refuge {
  /** The personal settings file. */
  readonly personal: string;
  /** The command that takes a file out of git and leaves it on the disk. */
  readonly untrack: (source: string) => string;
}

/** One problem for each setting that its source may not set; not for a personal file. */
export function refusedSettings(layer: Layer, refuge: Refuge): readonly ConfigProblem[] {
  return [...layer.values].flatMap(([key, { value, source }]) => {
    const settingClass = classOf(key);
    if (settingClass === undefined || value.trim() === '') return [];
    if (layer.level === 'mine' && isPersonal(key)) {
      const message = 'is the same for all your projects, and this file is of one';
      return [{ source, key, message, hint: `move the line to ${refuge.personal}` }];
    }
    const verdict = judgeSource(settingClass, layer.level);
    const loosens = verdict === 'tightens only' && settingClass === 'permission';
    if (verdict !== 'refused' && !(loosens && !isTight(key, value))) return [];
    return [
      {
        ...{ source, key },
        message: `${WORDS[settingClass]}, and git tracks this file: a clone may not set it`,
        hint: `move the line to ${refuge.personal}, or take the file out of git: ${refuge.untrack(source)}`,
      },
    ];
  });
}

const WORDS: Readonly<Record<SettingClass, string>> = {
  path: 'is a path',
  harmless: 'is a value',
  bound: 'is a bound',
  command: 'is a command',
  program: 'names a program',
  address: 'names an address',
  credential: 'is a credential or decides which one is used',
  permission: 'grants permissions',
  arguments: 'adds arguments to a CLI',
};

function isPersonal(key: string): boolean {
  return isSettingKey(key) && sourcesOf(settingOf(key)).includes('personal');
}

function isTight(key: string, value: string): boolean {
  return isSettingKey(key) && settingOf(key).tight?.includes(value.trim()) === true;
}

/** The value that counts, of those that are written, the first in precedence first. */
export function chooseValue(
  key: string,
  written: readonly { readonly raw: RawValue; readonly level: Level }[],
): RawValue | undefined {
  const [first, ...rest] = written.filter(({ raw }) => raw.value.trim() !== '');
  if (first === undefined) return undefined;
  const isBound = isSettingKey(key) && settingOf(key).class === 'bound';
  if (first.level !== 'tracked' || !isBound) return first.raw;
  const [next] = rest.filter(({ level }) => level !== 'tracked');
  return next === undefined ? first.raw : tighterBound(key, first.raw, next.raw);
}

/** The layers without the addresses to which a credential of a more trusted layer would be sent. */
export function dropForeignAddresses(layers: readonly Layer[]): {
  readonly layers: readonly Layer[];
  readonly warnings: readonly string[];
} {
  const warnings: string[] = [];
  const kept = layers.map(({ level, values }) => {
    const foreign = Object.entries(CREDENTIALS_OF).flatMap(([address, credentials]) => {
      const raw = values.get(address);
      if (raw === undefined || raw.value.trim() === '') return [];
      const above = credentials.flatMap((key) => holderAbove(key, layers, level) ?? []);
      const [holder] = above;
      if (holder === undefined) return [];
      warnings.push(
        `${raw.source}: ${address} does not count: ${holder.key} is from ${holder.source}, and is not sent to an address from elsewhere (write both into the same file)`,
      );
      return [address];
    });
    return { level, values: new Map([...values].filter(([key]) => !foreign.includes(key))) };
  });
  return { layers: kept, warnings };
}

/** The source of a credential, where it is more trusted than a level. */
function holderAbove(
  key: string,
  layers: readonly Layer[],
  level: Level,
): { readonly key: string; readonly source: string } | undefined {
  const isSet = ({ values }: Layer): boolean => (values.get(key)?.value.trim() ?? '') !== '';
  const holder = layers.find(isSet);
  const source = holder?.values.get(key)?.source;
  if (holder === undefined || source === undefined) return undefined;
  return LEVELS.indexOf(holder.level) > LEVELS.indexOf(level) ? { key, source } : undefined;
}
