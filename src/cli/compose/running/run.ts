import { systemClock } from '../../../adapters/clock.ts';
import { settingsHash, settingsReader } from '../../../adapters/config/settings-print.ts';
import { leftLocks } from '../../../adapters/git/left-locks.ts';
import { findGitPlace, type GitPlace } from '../../../adapters/git/place/git-place.ts';
import { openRepository } from '../../../adapters/git/repository.ts';
import { runTool } from '../../../adapters/process/run-tool.ts';
import { mayGitWorkIn } from '../../../adapters/process/sweep/git-at-work.ts';
import { MARK_NAME } from '../../../adapters/process/table/process-table.ts';
import { PROVIDERS } from '../../../adapters/providers/providers.ts';
import { randomId } from '../../../adapters/random-id.ts';
import { firstPromptMs } from '../../../adapters/session/logs/log-folder.ts';
import { packageRoot, shippedTexts } from '../../../adapters/texts/shipped-texts.ts';
import type { Clock } from '../../../app/ports/clock.ts';
import type { Notifier } from '../../../app/ports/notifier.ts';
import type { Obstacles, RunSettings, SessionPlace, Spawner } from '../../../app/run/loop.ts';
import { cliFolders } from '../../../domain/provider/environment/cli-folders.ts';
import type { Place } from '../place/place.ts';
import type { NotifierUse } from './notifier.ts';
import { readOnlyTool, sandboxOf } from './sandbox.ts';

/** The parts of a run, without the session's own files and the person's flags. */
export interface RunParts {
  readonly id: string;
  readonly settings: Omit<RunSettings, 'options'>;
  readonly clock: Clock;
  readonly spawner: Omit<Spawner, 'room'>;
}

/** Where people find the session of a run. */
export function sessionPlace({ session, folder, config }: Place): SessionPlace {
  return { session, path: folder.path, config: config.configPath };
}

/** `bwrap`: the path of bubblewrap, where agents run in it. */
export function runParts(place: Place, bwrap?: string): RunParts {
  const { config, environment, child } = place;
  const git = findGitPlace(config.mainRepo);
  const id = randomId();
  const root = packageRoot(import.meta.url);
  const repository = openRepository({
    mainRepo: config.mainRepo,
    gitDir: git.kind === 'work-tree' ? git.gitDir : undefined,
    // Marked, so that the next run ends a surviving git before it examines the result of that git.
    environment: { ...child, [MARK_NAME]: id },
    ownFolders: [config.sessions, config.worktrees],
    runTool,
    ...(bwrap === undefined ? {} : { lookTool: readOnlyTool(place, bwrap) }),
  });
  const agent = {
    provider: PROVIDERS[config.provider],
    executable: config.executable,
    isRoot: process.getuid?.() === 0,
    environment: child,
    texts: shippedTexts(root),
  };
  const sandbox =
    bwrap === undefined ? undefined : sandboxOf(place, bwrap, { repository, used: [root] });
  return {
    id,
    settings: {
      config,
      print: settingsReader(config.configPath, { environment, home: place.home, cwd: '/' }),
      hash: () => settingsHash(config, environment),
    },
    clock: systemClock,
    spawner: {
      agent,
      sandbox,
      repository,
      obstacles: obstaclesOf(place, { git, isSandboxed: bwrap !== undefined }),
      random: Math.random,
      uuid: randomId,
    },
  };
}

function obstaclesOf(
  place: Place,
  { git, isSandboxed }: { readonly git: GitPlace; readonly isSandboxed: boolean },
): Obstacles {
  const { config, home, child: environment } = place;
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
    whyRestricted: async (folder) => {
      // Most runs never need it.
      const { whyRestricted } = await import('../../../adapters/config/claude-restriction.ts');
      return whyRestricted({ cwd: folder, config, environment, home, git });
    },
  };
}

/** Tells people of a run, as long as `stops` lets it. */
export function notifierOf(place: Place, use: NotifierUse): Notifier {
  const { telegram } = place.config;
  if (telegram === undefined) return { tell: () => Promise.resolve(undefined) };
  // Loaded with the first notice: most runs tell nothing, and none tells anything at its start.
  let notifier: Notifier | undefined;
  return {
    tell: async (notice, shown) => {
      const { openNotifier } = await import('./notifier.ts');
      notifier ??= openNotifier(place, telegram, use);
      return await notifier.tell(notice, shown);
    },
  };
}
