import { systemClock } from '../../../adapters/clock.ts';
import { leftLocks } from '../../../adapters/git/left-locks.ts';
import type { GitPlace } from '../../../adapters/git/place/git-place.ts';
import { threadUsage } from '../../../adapters/machine/thread-usage.ts';
import { mayGitWorkIn } from '../../../adapters/process/sweep/git-at-work.ts';
import { PROVIDERS } from '../../../adapters/providers/providers.ts';
import { firstPromptMs } from '../../../adapters/session/logs/log-folder.ts';
import { hasSkills } from '../../../adapters/texts/own-skills.ts';
import { packageRoot, shippedTexts } from '../../../adapters/texts/shipped-texts.ts';
import type { Repository } from '../../../app/ports/repository.ts';
import type { Obstacles, Worker } from '../../../app/run/loop.ts';
import { accountOf } from '../../../domain/provider/account.ts';
import {
  childEnvironment,
  ownCredentials,
} from '../../../domain/provider/environment/child-env.ts';
import { cliFolders } from '../../../domain/provider/environment/cli-folders.ts';
import type { Place } from '../place/place.ts';
import { sandboxOf } from './sandbox.ts';

/** The parts of a run that its workers share. */
interface HowToWork {
  readonly bwrap: string | undefined;
  readonly git: GitPlace;
  readonly repository: Repository;
  /** Another provider works in this run, too. */
  readonly isShared: boolean;
}

/** The agents of one provider. */
export function workerParts(place: Place, how: HowToWork): Omit<Worker, 'askUsage'> {
  const { config } = place;
  const root = packageRoot(import.meta.url);
  const { bwrap, git, repository, isShared } = how;
  const environment = agentEnvironment(place, isShared);
  const provider = PROVIDERS[config.provider];
  const { folder } = accountOf(provider.name, environment, place.home);
  return {
    agent: {
      provider,
      executable: config.executable,
      isRoot: process.getuid?.() === 0,
      environment,
      texts: shippedTexts(root),
      hasSkills,
      threadUsage: (thread) => threadUsage(provider.threadLog, folder, thread),
    },
    sandbox:
      bwrap === undefined
        ? undefined
        : sandboxOf(place, bwrap, { repository, used: [root], isShared }),
    obstacles: obstaclesOf(place, environment, { git, isSandboxed: bwrap !== undefined }),
  };
}

/** An agent's environment; where two CLIs may work, each has its own credentials only. */
function agentEnvironment(
  { config, environment, child }: Place,
  isShared: boolean,
): Readonly<Record<string, string>> {
  const { provider, childSettings } = config;
  if (!isShared) return child;
  const inherited = ownCredentials(provider, environment, 'environment');
  return childEnvironment(inherited, ownCredentials(provider, childSettings, 'files'));
}

function obstaclesOf(
  place: Place,
  environment: Readonly<Record<string, string>>,
  { git, isSandboxed }: { readonly git: GitPlace; readonly isSandboxed: boolean },
): Obstacles {
  const { config, home } = place;
  const folders = cliFolders({ provider: config.provider, environment, home, isSandboxed });
  return {
    leftLocks: (folder) =>
      leftLocks(folder, {
        sinceMs: () => firstPromptMs(place.folder.path),
        mayGitWorkIn,
        nowMs: () => systemClock.now().getTime(),
      }),
    cliFolders: folders,
    folderTroubles: async () => {
      const { tryCliFolder } = await import('../../../adapters/machine/try-cli-folder.ts');
      return folders.map(tryCliFolder).filter((trouble) => trouble !== undefined);
    },
    firstLook: async (run, stops) => {
      // Only the first run of a session asks.
      const { firstLookAt } = await import('../doctor/first-look.ts');
      return await firstLookAt(place, run, stops);
    },
    whyRestricted: async (folder) => {
      // Most runs never need it.
      const { whyRestricted } = await import('../../../adapters/config/claude-restriction.ts');
      return whyRestricted({ cwd: folder, config, environment, home, git });
    },
  };
}
