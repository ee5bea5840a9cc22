import { join } from 'node:path';
import { findGitPlace } from '../../../adapters/git/place/git-place.ts';
import { startOf } from '../../../adapters/git/worktree/start.ts';
import type { Git } from '../../../adapters/git/worktree/unfinished.ts';
import type { RestrictionFacts } from '../../../domain/doctor/restriction.ts';
import {
  readsProjectSettings,
  type SettingsFinding,
  settingsFinding,
} from '../../../domain/provider/claude-settings.ts';
import type { Config } from '../../../domain/settings/config.ts';
import { type RestrictionPlace, restrictions } from './restriction.ts';

const PROJECT_SETTINGS = '.claude/settings.json';

/** Undefined where a run does not ask Claude Code for the permission bypass. */
export async function restrictionFacts(
  config: Config,
  git: Git,
  user: Pick<RestrictionPlace, 'environment' | 'home'>,
): Promise<RestrictionFacts | undefined> {
  if (config.provider !== 'claude' || config.permissions !== 'bypass') return undefined;
  const { mainRepo, extraArgs } = config;
  // A worktree has the committed files, not the other files of MAIN_REPO.
  const committed = readsProjectSettings(extraArgs) ? await committedSettings(git, mainRepo) : [];
  const place = { ...user, cwd: undefined, config, git: findGitPlace(mainRepo) };
  return { findings: [...committed, ...restrictions(place)] };
}

/** The project's settings in the commit that a session starts from. */
async function committedSettings(git: Git, mainRepo: string): Promise<readonly SettingsFinding[]> {
  const start = await startOf(git, mainRepo);
  if (start.kind !== 'start') return [];
  const { ok, stdout } = await git(['show', `${start.commit}:${PROJECT_SETTINGS}`]);
  if (!ok) return [];
  const within = `commit ${start.commit.slice(0, 12)}`;
  const finding = settingsFinding({ path: join(mainRepo, PROJECT_SETTINGS), within }, stdout);
  return finding === undefined ? [] : [finding];
}
