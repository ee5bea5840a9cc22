import { CHILD_VARIABLES } from '../provider/environment/child-variables.ts';
import { quoteSetting } from '../set-up/project-file.ts';
import { nearest } from '../text/nearest.ts';
import type { EnvScan, EnvSetting, StrayLine } from './env-scan.ts';
import { type ConfigProblem, shown } from './problem.ts';
import { slipsIn } from './settings-slips.ts';
import { PROJECT_KEYS, RUNTIME_KEYS } from './table/table.ts';

const ENVIRONMENT_KEYS = [...RUNTIME_KEYS, ...CHILD_VARIABLES];
/** A file that is no list of settings at all would fill the log. */
const MOST_WARNINGS = 10;

/** The lines of a `.samocode` that cannot be meant as they are: each would lose a setting in silence. */
export function projectLineProblems(path: string, scan: EnvScan): readonly ConfigProblem[] {
  const strays = scan.strays.map((stray) => ({
    ...{ source: `${path}:${stray.line}`, key: '' },
    message: `is no setting: ${shownInProject(stray)}`,
    hint: projectHint(stray),
  }));
  const open = scan.settings.filter(isOpen).map(({ key, line, raw }) => ({
    ...{ source: `${path}:${line}`, key },
    message: `begins with a quote that does not end: ${shown(raw)}`,
    hint: 'close the quote, or remove it',
  }));
  return [...strays, ...open];
}

/** One warning for each setting of a `.samocode` that dotenv most likely reads in another way than it is meant. */
export function projectLineWarnings(path: string, scan: EnvScan): readonly string[] {
  return settingWarnings(path, scan, {
    known: PROJECT_KEYS,
    written: ({ key, raw, gap, comment }) => {
      const quoted = quoteSetting(`${raw}${gap}${comment}`);
      return quoted === undefined ? `put the value into quotes` : `${key}=${quoted}`;
    },
  });
}

/** The same for a `.env`, and its lines that are no setting. No value is shown: each may be a secret. */
export function environmentLineWarnings(path: string, scan: EnvScan): readonly string[] {
  const strays = scan.strays.map((stray) => {
    const key = keyOf(stray.text, ENVIRONMENT_KEYS);
    const hint = key === undefined ? LINE_FORM : `write ${key}=…`;
    return `${path}:${stray.line} is no setting: ${shownSecret(stray)} (${hint})`;
  });
  const written = ({ key }: EnvSetting): string => `${key}='…'`;
  const known = ENVIRONMENT_KEYS;
  const open = scan.settings
    .filter((setting) => isOpen(setting) && known.includes(setting.key))
    .map(({ key, line }) => `${path}:${line}: ${key} begins with a quote that does not end`);
  const all = [...strays, ...open, ...settingWarnings(path, scan, { known, written })];
  const left = all.length - MOST_WARNINGS;
  return left > 0 ? [...all.slice(0, MOST_WARNINGS), `${path}: and ${left} more such lines`] : all;
}

/** Of a `.env` that git left with both sides of a conflict: the last value of each key would count, such as looser permissions. */
export function conflictProblems(path: string, { strays }: EnvScan): readonly ConfigProblem[] {
  const at = (mark: string) => strays.find(({ text }) => text.startsWith(mark));
  const begin = at('<'.repeat(7));
  if (begin === undefined || at('>'.repeat(7)) === undefined) return [];
  return [
    {
      ...{ source: `${path}:${begin.line}`, key: '' },
      message: 'begins a merge conflict: it is not known which of both sides counts',
      hint: 'keep one side, and remove the markers',
    },
  ];
}

const LINE_FORM = 'a line is KEY=value, a # comment or blank';

interface Wording {
  readonly known: readonly string[];
  /** The setting as it would keep its whole value. */
  readonly written: (setting: EnvSetting) => string;
}

function settingWarnings(
  path: string,
  scan: EnvScan,
  { known, written }: Wording,
): readonly string[] {
  const before = new Map<string, number>();
  return scan.settings
    .filter(({ key }) => known.includes(key))
    .flatMap((setting) => {
      const { key, line } = setting;
      const first = before.get(key);
      before.set(key, line);
      const again = first === undefined ? [] : [`is on line ${first} as well; this line counts`];
      return [...again, ...slipsIn(setting, { known, written })].map(
        (slip) => `${path}:${line}: ${key} ${slip}`,
      );
    });
}

/** A quote at the value's beginning that comes nowhere again. */
function isOpen({ raw }: EnvSetting): boolean {
  const [quote = ''] = raw;
  return /['"`]/.test(quote) && !raw.slice(1).replaceAll(`\\${quote}`, '').includes(quote);
}

function projectHint({ text }: StrayLine): string {
  const key = keyOf(text, PROJECT_KEYS);
  if (key === undefined) return LINE_FORM;
  const value = text.replace(NAME, '').replace(/^["']?\s*(?::=|=>|[:=＝])?\s*/, '');
  const quoted = /^(['"`]).*\1$/.test(value) ? value : quoteSetting(value);
  const isShown = quoted !== undefined && value !== '' && !isSecret(text);
  return `write ${key}=${isShown ? quoted : '…'}`;
}

/** Prefixes of a name in other grammars. */
const NAME = /^(?:(?:export|set|setx|let|-)\s+|["'\u200b\ufeff])*([A-Za-z_][\w.-]*)/;

/** The key that a line most likely means. */
function keyOf(text: string, known: readonly string[]): string | undefined {
  const [, name] = NAME.exec(text) ?? [];
  return name === undefined ? undefined : nearest(name, known);
}

function shownInProject(stray: StrayLine): string {
  return isSecret(stray.text) ? shownSecret(stray) : shown(stray.text);
}

/** A credential that was written into the wrong file, or into a line of the wrong form. */
function isSecret(text: string): boolean {
  if (/token|key|secret|passw|auth|credential|bearer|:\/\//i.test(text)) return true;
  return keyOf(text, ENVIRONMENT_KEYS) !== undefined && keyOf(text, PROJECT_KEYS) === undefined;
}

/** A name is no secret; any other text may be a part of one. */
function shownSecret({ text }: StrayLine): string {
  const [, name = ''] = NAME.exec(text) ?? [];
  const isName = keyOf(text, ENVIRONMENT_KEYS) !== undefined || /^[A-Z]+(_[A-Z]+)+$/.test(name);
  return isName ? `${shown(name)} and more` : `a line of ${text.length} characters`;
}
