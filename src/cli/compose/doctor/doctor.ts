import { statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { projectRestrictions } from '../../../adapters/config/claude-restriction.ts';
import {
  cronFacts,
  type DoctorPlace,
  locateCli,
  setUpOf,
  tryConfig,
} from '../../../adapters/config/doctor-config.ts';
import { homeFolder, processEnvironment } from '../../../adapters/config/environment.ts';
import { findConfigFile } from '../../../adapters/config/files/find-config-file.ts';
import type { LoadedConfig } from '../../../adapters/config/load-config.ts';
import { missingPaths } from '../../../adapters/config/sandbox-write.ts';
import { committedFile } from '../../../adapters/git/committed-file.ts';
import { gitEnvironment } from '../../../adapters/git/environment.ts';
import { findGitPlace } from '../../../adapters/git/place/git-place.ts';
import { startOf } from '../../../adapters/git/worktree/start.ts';
import { askGit, cliFacts, gitFacts } from '../../../adapters/machine/ask-tools.ts';
import { cliFolderFacts, folderFacts } from '../../../adapters/machine/cli-folder-facts.ts';
import { checkTelegram } from '../../../adapters/notify/telegram-check.ts';
import { runTool } from '../../../adapters/process/run-tool.ts';
import { stateFolder } from '../../../adapters/state-folder.ts';
import type { Stops } from '../../../app/ports/repository.ts';
import type { DoctorProbes } from '../../../app/reading/doctor.ts';
import { parkedSessions } from '../../../app/reading/list.ts';
import { childEnvironment } from '../../../domain/provider/environment/child-env.ts';
import { UserError } from '../../../domain/text/user-error.ts';
import type { PlaceFlags } from '../place/place.ts';
import { openProject } from '../reading/reading.ts';
import { bubblewrapHere } from '../running/sandbox.ts';
import { telegramOptions } from '../telegram/bot-state.ts';

/** The probes of this machine. Creates no folder; a file is tried in each folder and removed. */
export function openProbes(flags: PlaceFlags, stops: Stops): DoctorProbes {
  const environment = processEnvironment();
  const cwd = process.cwd();
  const configPath = flags.config ?? findConfigFile(cwd);
  const place = { environment, home: homeFolder(environment), cwd, configPath };
  const loaded = tryConfig(place, flags.provider);
  const found = loaded instanceof UserError ? undefined : loaded;
  const child = childEnvironment(environment, found?.config.childSettings ?? {}, {});
  return {
    nodeVersion: process.versions.node,
    builtAt: statSync(fileURLToPath(import.meta.url)).mtime,
    now: new Date(),
    isRoot: process.getuid?.() === 0,
    setUp: () => setUpOf(loaded),
    git: () => gitFacts({ runTool, cwd: found?.config.mainRepo ?? cwd, env: child, stops }),
    cli: (provider) =>
      cliFacts({ runTool, cwd, env: child, stops }, provider, locateCli(place, provider)),
    cron: () => cronFacts(place, found),
    parked: () => parkedSessions(projectOf(flags), { config: flags.config, now: Date.now() }),
    ...probesOfProject(found, { place, child, stops }),
  };
}

type ProjectProbes = Pick<
  DoctorProbes,
  'repository' | 'restriction' | 'sandbox' | 'folders' | 'cliFolders' | 'telegram'
>;

function probesOfProject(
  found: LoadedConfig | undefined,
  {
    place,
    child,
    stops,
  }: {
    readonly place: DoctorPlace;
    readonly child: Readonly<Record<string, string>>;
    readonly stops: Stops;
  },
): ProjectProbes {
  if (found === undefined) return NO_PROJECT;
  const { config } = found;
  const { mainRepo } = config;
  const { environment, home } = place;
  const git = askGit({ runTool, cwd: mainRepo, env: gitEnvironment(child), stops });
  return {
    // A missing git is a finding of its own.
    repository: async () =>
      (await git(['--version'])).ok ? await startOf(git, mainRepo) : undefined,
    restriction: async () => {
      if (config.provider !== 'claude' || config.permissions !== 'bypass') return undefined;
      const of = { cwd: undefined, config, environment: child, home, git: findGitPlace(mainRepo) };
      const readCommitted = (name: string) => committedFile(git, mainRepo, name);
      return { findings: await projectRestrictions(of, readCommitted) };
    },
    sandbox: async () => {
      const tried = await bubblewrapHere(place, stops);
      const failure = tried.kind === 'works' ? undefined : tried;
      const missing = missingPaths({ config, home });
      return { isWanted: config.sandbox === 'bwrap', missing, failure };
    },
    folders: () => {
      const { sessions: SESSIONS, worktrees: WORKTREES } = config;
      return folderFacts({ SESSIONS, WORKTREES, state: stateFolder(environment, home) });
    },
    cliFolders: () => cliFolderFacts(config, child, home),
    telegram: async () => {
      if (config.telegram === undefined) return NOT_SET_UP;
      // A moved chat is a finding; nothing is written.
      const use = { stops, keeps: false, warn: () => undefined };
      return await checkTelegram(telegramOptions(place, config.telegram, use));
    },
  };
}

const NOT_SET_UP = { kind: 'problem', text: 'it is not set up' } as const;

const NO_PROJECT: ProjectProbes = {
  repository: () => Promise.resolve(undefined),
  restriction: () => Promise.resolve(undefined),
  sandbox: () => Promise.resolve(undefined),
  folders: () => [],
  cliFolders: () => [],
  telegram: () => Promise.resolve(NOT_SET_UP),
};

/** Folders that cannot be read have a finding of their own. */
function projectOf({ config }: PlaceFlags): ReturnType<typeof openProject> {
  try {
    return openProject({ config });
  } catch {
    return [];
  }
}
