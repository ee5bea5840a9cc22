import { statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { projectRestrictions } from '../../../adapters/config/claude-restriction.ts';
import { commandTroubles } from '../../../adapters/config/command-troubles.ts';
import {
  cronFacts,
  doctorPlace,
  locateCli,
  setUpOf,
  tryConfig,
} from '../../../adapters/config/doctor-config.ts';
import type { Here } from '../../../adapters/config/environment.ts';
import type { LoadedConfig } from '../../../adapters/config/load-config.ts';
import { missingPaths } from '../../../adapters/config/sandbox/sandbox-write.ts';
import { committedFile } from '../../../adapters/git/committed-file.ts';
import { gitEnvironment } from '../../../adapters/git/environment.ts';
import { findGitPlace } from '../../../adapters/git/place/git-place.ts';
import { trySigning } from '../../../adapters/git/set-up/try-signing.ts';
import { askGit, cliFacts, gitFacts } from '../../../adapters/machine/ask-tools.ts';
import { cliFolderFacts, folderFacts } from '../../../adapters/machine/cli-folder-facts.ts';
import { checkTelegram } from '../../../adapters/notify/telegram/check.ts';
import { runTool } from '../../../adapters/process/run-tool.ts';
import type { Stops } from '../../../app/ports/repository.ts';
import type { DoctorProbes } from '../../../app/reading/doctor-probes.ts';
import { parkedSessions } from '../../../app/reading/list.ts';
import { childEnvironment } from '../../../domain/provider/environment/child-env.ts';
import type { Config } from '../../../domain/settings/config.ts';
import { UserError } from '../../../domain/text/user-error.ts';
import type { PlaceFlags } from '../place/place.ts';
import { openProject } from '../reading/reading.ts';
import { bubblewrapHere } from '../running/sandbox.ts';
import { telegramOptions } from '../telegram/bot-state.ts';
import { uncopiedFindings } from './first-look.ts';
import { probeQuota } from './quota-probe.ts';
import { probeRepository } from './repository-probe.ts';

/** The probes of this machine. Creates no folder; a file is tried in each folder and removed. */
export function openProbes(flags: PlaceFlags, stops: Stops): DoctorProbes {
  const place = doctorPlace(flags.config);
  const loaded = tryConfig(place, flags.provider);
  const found = loaded instanceof UserError ? undefined : loaded;
  const env = found?.child ?? childEnvironment(place.environment);
  const tools = { runTool, cwd: place.cwd, env, stops };
  return {
    nodeVersion: process.versions.node,
    builtAt: statSync(fileURLToPath(import.meta.url)).mtime,
    now: new Date(),
    isRoot: process.getuid?.() === 0,
    setUp: () => setUpOf(loaded),
    git: () => gitFacts({ ...tools, cwd: found?.config.mainRepo ?? place.cwd }),
    cli: (provider) => cliFacts(tools, provider, locateCli(place, provider)),
    cron: () => cronFacts(place, found),
    parked: () => parkedSessions(projectOf(flags), { config: flags.config, now: Date.now() }),
    ...(found === undefined ? NO_PROJECT : probesOfProject(found, place, stops)),
  };
}

type ProjectProbes = Pick<
  DoctorProbes,
  | 'repository'
  | 'restriction'
  | 'sandbox'
  | 'commands'
  | 'signing'
  | 'uncopied'
  | 'folders'
  | 'cliFolders'
  | 'quota'
  | 'telegram'
>;

function probesOfProject(
  { config, child, credentialFiles }: LoadedConfig,
  at: Here,
  stops: Stops,
): ProjectProbes {
  const { mainRepo } = config;
  const { home } = at;
  const git = askGit({ runTool, cwd: mainRepo, env: gitEnvironment(child), stops });
  return {
    repository: () => probeRepository(git, config),
    restriction: async () => {
      const claude = usedConfigs(config).find(({ provider }) => provider === 'claude') ?? config;
      const place = findGitPlace(mainRepo);
      const of = { cwd: undefined, config: claude, environment: child, home, git: place };
      return await projectRestrictions(of, (name) => committedFile(git, config, name));
    },
    sandbox: async () => {
      const tried = await bubblewrapHere(at, stops);
      const failure = tried.kind === 'works' ? undefined : tried;
      const missing = missingPaths({ config, home });
      return { isWanted: config.sandbox === 'bwrap', missing, failure };
    },
    commands: () => commandTroubles(config, { environment: child, home }),
    uncopied: () =>
      uncopiedFindings(config, { runTool, env: child, ...stops, except: credentialFiles }),
    signing: () => trySigning({ mainRepo, environment: child, runTool, stops }),
    folders: () =>
      folderFacts({ SESSIONS: config.sessions, WORKTREES: config.worktrees, state: at.stateDir }),
    cliFolders: () => usedConfigs(config).flatMap((one) => cliFolderFacts(one, child, home)),
    quota: () => probeQuota({ ...at, config, environment: child, stops }),
    telegram: async () => {
      if (config.telegram === undefined) return NOT_SET_UP;
      return await checkTelegram(telegramOptions(at, config.telegram, { ...READS, stops }));
    },
  };
}

/** Those of the selected provider, and of the one that takes over. */
function usedConfigs(config: Config): readonly Config[] {
  return [config, ...(config.other === undefined ? [] : [config.other])];
}

/** A moved chat is a finding; nothing is written. */
const READS = { keeps: false, warn: () => undefined };
const NOT_SET_UP = { kind: 'problem', text: 'it is not set up' } as const;

const NO_PROJECT: ProjectProbes = {
  repository: () => Promise.resolve(undefined),
  restriction: () => Promise.resolve(undefined),
  sandbox: () => Promise.resolve(undefined),
  commands: () => [],
  signing: () => Promise.resolve(undefined),
  uncopied: () => Promise.resolve([]),
  folders: () => [],
  cliFolders: () => [],
  quota: () => Promise.resolve(undefined),
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
