import * as z from 'zod/mini';
import { type DataOf, fits, jsonOf, lateSchema, readJson } from '../text/read-json.ts';
import { joinShellWords } from '../text/shell-words.ts';
import { valueOfFlag } from './flag-value.ts';
import type { Permissions } from './permissions.ts';

/** What `settingsFinding` found about the permission bypass in a settings file of Claude Code. */
export type SettingsFinding =
  | { readonly kind: 'forbids'; readonly source: SettingsSource }
  /** Claude Code takes the file as if it were not there. */
  | { readonly kind: 'unreadable'; readonly source: SettingsSource; readonly reason: string };

/** A file, or a text that is in none. */
export interface SettingsSource {
  readonly path: string;
  /** Absent: it is the file itself. */
  readonly within?: string;
}

/** Where Claude Code looks for settings, for one working folder. */
export interface SettingsPlaces {
  /** `CLAUDE_CONFIG_DIR`. */
  readonly configFolder: string;
  /** The folder it works in; undefined while there is none. */
  readonly cwd: string | undefined;
  /** The main checkouts whose private settings also apply in a linked worktree. */
  readonly checkouts: readonly string[];
  readonly extraArgs: readonly string[];
}

/** The folders of managed settings, on Linux and macOS; no flag hides them. */
export const MANAGED_FOLDERS = [
  '/etc/claude-code',
  '/Library/Application Support/ClaudeCode',
] as const;

/** The key that forbids the bypass; only the value `disable` does (2.1.332). */
const FORBIDDING_KEY = 'disableBypassPermissionsMode';

const forbiddingSchema = lateSchema(() =>
  z.object({ permissions: z.object({ [FORBIDDING_KEY]: z.literal('disable') }) }),
);

/** The files of user and project that apply, the nearest first; managed ones are not among them. */
export function settingsFiles(places: SettingsPlaces): readonly string[] {
  const { configFolder, cwd, checkouts, extraArgs } = places;
  const sources = settingSources(extraArgs);
  const files = [
    ...(sources.has('project') && cwd !== undefined ? [`${cwd}/.claude/settings.json`] : []),
    ...(sources.has('local')
      ? [cwd, ...checkouts].flatMap((folder) =>
          folder === undefined ? [] : [`${folder}/.claude/settings.local.json`],
        )
      : []),
    ...(sources.has('user') ? [`${configFolder}/settings.json`] : []),
  ];
  return [...new Set(files)];
}

/** Whether the project's settings apply: `--setting-sources` can hide them. */
export function readsProjectSettings(extraArgs: readonly string[]): boolean {
  return settingSources(extraArgs).has('project');
}

export const SETTINGS_FLAG = '--settings';

const ownSettings = lateSchema(() =>
  z.looseObject({
    attribution: z.optional(z.unknown()),
    hooks: z.optional(z.looseObject({ Stop: z.optional(z.array(z.unknown())) })),
  }),
);

/** The settings that the extra arguments hold as JSON; undefined: they hold none. */
export function settingsOfArgs(extraArgs: readonly string[]):
  | {
      readonly kind: 'settings';
      readonly settings: DataOf<ReturnType<typeof ownSettings>>;
      readonly text: string;
    }
  | { readonly kind: 'other' }
  | undefined {
  const text = valueOfFlag(extraArgs, SETTINGS_FLAG);
  if (text === undefined) return undefined;
  const settings = readJson(ownSettings(), text);
  return settings === undefined ? { kind: 'other' } : { kind: 'settings', settings, text };
}

/**
 * Looks for the permission bypass in the text of a settings file; undefined if the file does not
 * mention it.
 */
export function settingsFinding(source: SettingsSource, text: string): SettingsFinding | undefined {
  const value = jsonOf(text.replace(/^\uFEFF/, ''));
  if (value === undefined) return { kind: 'unreadable', source, reason: 'is not valid JSON' };
  return fits(forbiddingSchema(), value) ? { kind: 'forbids', source } : undefined;
}

/** Which files forbid the bypass and which cannot be read, and the commands that help. */
export function aboutForbidden(
  findings: readonly SettingsFinding[],
  permissions: Permissions = 'bypass',
): { readonly text: string; readonly cure: string } {
  const forbidding = findings.filter(({ kind }) => kind === 'forbids');
  const unread = findings.filter((finding) => finding.kind === 'unreadable');
  const sandbox =
    permissions === 'bypass'
      ? 'or set SAMOCODE_PERMISSIONS=accept-edits'
      : 'or take --permission-mode out of CLAUDE_EXTRA_ARGS';
  const files = forbidding.map(({ source }) => nameOf(source)).join(' and ');
  const texts = [
    forbidding.length === 0
      ? 'no settings file that samocode can read forbids it; settings of your organisation may'
      : `${files} ${forbidding.length === 1 ? 'sets' : 'set'} permissions.${FORBIDDING_KEY}`,
    ...unread.map(({ source, reason }) => `${nameOf(source)} ${reason}`),
  ];
  const edited = (forbidding.length === 0 ? unread : forbidding).map(({ source }) => source.path);
  const edit = `"\${EDITOR:-vi}" ${joinShellWords([...new Set(edited)])}`;
  const away = `take ${FORBIDDING_KEY} out, and commit that where git tracks the file`;
  const cure =
    edited.length === 0
      ? `ask who manages Claude Code on this machine, ${sandbox}`
      : `${edit} (${forbidding.length === 0 ? 'make it valid JSON' : away}), ${sandbox}`;
  return { text: texts.join('; '), cure };
}

function nameOf({ path, within }: SettingsSource): string {
  return within === undefined ? path : `${path} (${within})`;
}

function settingSources(extraArgs: readonly string[]): ReadonlySet<string> {
  const given = valueOfFlag(extraArgs, '--setting-sources') ?? 'user,project,local';
  return new Set(given.split(',').map((name) => name.trim()));
}
