import { systemClock } from '../../../adapters/clock.ts';
import { settingsHash, settingsReader } from '../../../adapters/config/settings-print.ts';
import { openCheckpoints } from '../../../adapters/git/checkpoint/checkpoints.ts';
import { findGitPlace } from '../../../adapters/git/place/git-place.ts';
import { openRepository } from '../../../adapters/git/repository.ts';
import { openWorkspace } from '../../../adapters/git/set-up/workspace.ts';
import { runTool } from '../../../adapters/process/run-tool.ts';
import { MARK_NAME } from '../../../adapters/process/table/process-table.ts';
import { randomId } from '../../../adapters/random-id.ts';
import type { Clock } from '../../../app/ports/clock.ts';
import type { Notifier } from '../../../app/ports/notifier.ts';
import type {
  Fallback,
  RunSettings,
  SessionPlace,
  Spawner,
  Teller,
  Worker,
} from '../../../app/run/loop.ts';
import type { Place } from '../place/place.ts';
import { sessionWork } from '../place/session-work.ts';
import type { NotifierUse } from './notifier.ts';
import { publisherOf } from './publisher.ts';
import { type Other, readOnlyTool } from './sandbox.ts';
import { workerParts } from './worker.ts';

/** The parts of a run, without the session's own files and the person's flags. */
export interface RunParts {
  readonly id: string;
  readonly settings: Omit<RunSettings, 'options'>;
  readonly clock: Clock;
  readonly spawner: Omit<Spawner, 'room' | 'askUsage' | 'models'>;
  /** Of the provider that takes over. */
  readonly other:
    | (Omit<Fallback, 'limits' | 'worker'> & { readonly worker: Omit<Worker, 'askUsage'> })
    | undefined;
}

/** Where people find the session of a run. */
export function sessionPlace({ session, folder, config }: Place): SessionPlace {
  return { session, path: folder.path, config: config.configPath };
}

/** How the agents of a run start. */
export interface Programs {
  /** The path of bubblewrap, where agents run in it. */
  readonly bwrap?: string | undefined;
  readonly other?: Other | undefined;
}

export function runParts(place: Place, { bwrap, other }: Programs = {}): RunParts {
  const { config, environment, child } = place;
  const git = findGitPlace(config.mainRepo);
  const id = randomId();
  const lookBwrap = bwrap ?? other?.bwrap;
  // The next run ends a surviving git before it examines the result of that git.
  const marked = { ...child, [MARK_NAME]: id };
  const repository = openRepository({
    mainRepo: config.mainRepo,
    gitDir: git.kind === 'work-tree' ? git.gitDir : undefined,
    environment: marked,
    ownFolders: [config.sessions, config.worktrees],
    runTool,
    ...(lookBwrap === undefined ? {} : { lookTool: readOnlyTool(place, lookBwrap) }),
  });
  const how = { git, repository, isShared: other !== undefined };
  return {
    id,
    settings: {
      config,
      print: settingsReader(config.configPath, { environment, home: place.home, cwd: '/' }),
      hash: () => settingsHash(config, environment),
    },
    clock: systemClock,
    spawner: {
      checkpoints: openCheckpoints(
        config.checkpoints === 'off' ? undefined : sessionWork(place, git, marked),
      ),
      ...workerParts(place, { ...how, bwrap }),
      repository,
      publisher: publisherOf(place, id),
      workspace: openWorkspace({ mainRepo: config.mainRepo, environment: child, runTool }),
      random: Math.random,
      uuid: randomId,
    },
    other: other && {
      phases: config.fallbackPhases,
      config: other.config,
      worker: workerParts({ ...place, config: other.config }, { ...how, bwrap: other.bwrap }),
    },
  };
}

/** Makes the hand-over of a session that is done; loaded then. */
export function handsOver(place: Place, warn: (text: string) => void): Teller['handOver'] {
  return async () => await (await import('./receipt.ts')).receiptKeeper(place, warn);
}

/** Tells people of a run, as long as `stops` lets it. */
export function notifierOf(place: Place, use: NotifierUse): Notifier {
  // Loaded with the first notice: most runs tell nothing, and none tells anything at its start.
  let notifier: Notifier | undefined;
  return {
    tell: async (notice, shown) => {
      // Only a command hears of checkpoints.
      if (notice.kind === 'checkpoint' && place.config.onEvent === undefined) return undefined;
      const { openNotifier } = await import('./notifier.ts');
      notifier ??= openNotifier(place, use);
      return await notifier.tell(notice, shown);
    },
  };
}
