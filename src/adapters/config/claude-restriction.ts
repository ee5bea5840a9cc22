import { dirname, join } from 'node:path';
import type { Restriction } from '../../app/run/loop.ts';
import type { RestrictionFacts } from '../../domain/doctor/restriction.ts';
import { accountOf } from '../../domain/provider/account.ts';
import {
  aboutForbidden,
  readsProjectSettings,
  type SettingsFinding,
  settingsFinding,
  type SettingsPlaces,
} from '../../domain/provider/claude-settings.ts';
import type { Config } from '../../domain/settings/config.ts';
import type { GitPlace } from '../git/place/git-place.ts';
import { forbiddingSettings } from './files/claude-settings.ts';

export interface RestrictionPlace {
  /** The folder of an agent; undefined while there is none. */
  readonly cwd: string | undefined;
  readonly config: Pick<Config, 'provider' | 'mainRepo' | 'extraArgs' | 'permissions'>;
  /** The environment of an agent. */
  readonly environment: Readonly<Record<string, string>>;
  readonly home: string;
  /** Of MAIN_REPO. */
  readonly git: GitPlace;
}

/** The settings that forbid the permission bypass to an agent in that folder, in words. */
export function whyRestricted(place: RestrictionPlace): Restriction {
  return aboutForbidden(restrictions(place), place.config.permissions);
}

/** Reads the settings files that apply there. */
function restrictions(place: RestrictionPlace): readonly SettingsFinding[] {
  return forbiddingSettings(settingsPlaces(place));
}

function settingsPlaces(place: RestrictionPlace): SettingsPlaces {
  const { cwd, config, environment, home, git } = place;
  // In a linked worktree the private settings of the main checkout apply, wherever MAIN_REPO is.
  const common =
    git.kind === 'work-tree' ? git.gitDir.replace(/\/worktrees\/[^/]+$/, '') : undefined;
  const main = common === undefined ? [] : [dirname(common)];
  return {
    configFolder: accountOf('claude', environment, home).folder,
    cwd,
    checkouts: [config.mainRepo, ...main],
    extraArgs: config.extraArgs,
  };
}

const PROJECT_SETTINGS = '.claude/settings.json';

/** Reads a file in the commit that a session starts from. */
type ReadCommitted = (
  name: string,
) => Promise<{ readonly commit: string; readonly text: string } | undefined>;

/**
 * The settings that forbid the bypass to the agents of a project, in its files and in its commit;
 * undefined: they do not use it.
 */
export async function projectRestrictions(
  place: RestrictionPlace,
  readCommitted: ReadCommitted,
): Promise<RestrictionFacts | undefined> {
  const { mainRepo, extraArgs, provider, permissions } = place.config;
  if (provider !== 'claude' || permissions !== 'bypass') return undefined;
  // A worktree has the committed files, not the other files of MAIN_REPO.
  const file = readsProjectSettings(extraArgs) ? await readCommitted(PROJECT_SETTINGS) : undefined;
  const within = `commit ${file?.commit.slice(0, 12) ?? ''}`;
  const source = { path: join(mainRepo, PROJECT_SETTINGS), within };
  const committed = file === undefined ? undefined : settingsFinding(source, file.text);
  return {
    findings: [...(committed === undefined ? [] : [committed]), ...restrictions(place)],
  };
}
