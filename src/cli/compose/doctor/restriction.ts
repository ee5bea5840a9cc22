import { dirname } from 'node:path';
import { forbiddingSettings } from '../../../adapters/config/files/claude-settings.ts';
import type { GitPlace } from '../../../adapters/git/place/git-place.ts';
import type { Restriction } from '../../../app/loop/loop.ts';
import { accountOf } from '../../../domain/provider/account.ts';
import {
  aboutForbidden,
  type SettingsFinding,
  type SettingsPlaces,
} from '../../../domain/provider/claude-settings.ts';
import type { Config } from '../../../domain/settings/config.ts';

export interface RestrictionPlace {
  /** The folder of an agent; undefined while there is none. */
  readonly cwd: string | undefined;
  readonly config: Pick<Config, 'mainRepo' | 'extraArgs' | 'permissions'>;
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
export function restrictions(place: RestrictionPlace): readonly SettingsFinding[] {
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
