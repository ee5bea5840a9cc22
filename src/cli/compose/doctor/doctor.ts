import { constants, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Environment } from '../../../adapters/config/environment.ts';
import { homeFolder, processEnvironment } from '../../../adapters/config/environment.ts';
import { findConfigFile } from '../../../adapters/config/files/find-config-file.ts';
import { findExecutable } from '../../../adapters/config/folders/executable.ts';
import { loadConfig, type LoadedConfig } from '../../../adapters/config/load-config.ts';
import { gitEnvironment } from '../../../adapters/git/environment.ts';
import { startOf } from '../../../adapters/git/worktree/start.ts';
import type { Git } from '../../../adapters/git/worktree/unfinished.ts';
import { tryFolder } from '../../../adapters/machine/try-folder.ts';
import { nearestExisting } from '../../../adapters/nearest-existing.ts';
import { checkTelegram } from '../../../adapters/notify/telegram-check.ts';
import { runTool, type ToolOptions } from '../../../adapters/process/run-tool.ts';
import type { Stops } from '../../../app/ports/repository.ts';
import type { CliFacts, DoctorProbes, SetUp } from '../../../app/reading/doctor.ts';
import { listStatuses } from '../../../app/reading/list.ts';
import { type Login, readClaudeLogin, readCodexLogin } from '../../../domain/doctor/login.ts';
import type { ParkedSession } from '../../../domain/doctor/parked.ts';
import type { RepositoryFacts } from '../../../domain/doctor/repository.ts';
import type { CronFacts } from '../../../domain/doctor/unattended.ts';
import type { GitFacts } from '../../../domain/doctor/versions.ts';
import type { ProviderName } from '../../../domain/provider/agent.ts';
import { childEnvironment } from '../../../domain/provider/child-env.ts';
import { sessionCommand } from '../../../domain/session/session-command.ts';
import { UserError } from '../../../domain/text/user-error.ts';
import { setOnlyHere } from '../place/only-here.ts';
import type { PlaceFlags } from '../place/place.ts';
import { stateFolder } from '../place/state-folder.ts';
import { openProject } from '../reading/reading.ts';
import { tryBubblewrap } from '../running/bubblewrap.ts';
import { missingPaths } from '../running/sandbox.ts';
import { telegramOptions, type TelegramUse } from '../telegram/bot-state.ts';
import { cliFolderFacts } from './doctor-cli-folders.ts';
import { restrictionFacts } from './doctor-restriction.ts';

/** A CLI answers its version within a second; a slow disk takes longer. */
const TOOL_LIMIT_MS = 15_000;
/** Asked for its login, a CLI may renew the token first, over a slow network. */
const LOGIN_LIMIT_MS = 60_000;
/** Asked to end, it may still write down a token that it has just been given. */
const GRACE_MS = 1500;
const CRON_PATH = '/usr/bin:/bin';

interface DoctorRun {
  readonly environment: Environment;
  readonly home: string;
  readonly cwd: string;
  readonly configPath: string | undefined;
  readonly flags: PlaceFlags;
  readonly stops: Stops;
}

/** The probes of this machine. Creates no folder; a file is tried in each folder and removed. */
export function openProbes(flags: PlaceFlags, stops: Stops): DoctorProbes {
  const environment = processEnvironment();
  const cwd = process.cwd();
  const configPath = flags.config ?? findConfigFile(cwd);
  const run = { environment, home: homeFolder(environment), cwd, configPath, flags, stops };
  const loaded = load(run, flags.provider);
  const found = loaded instanceof UserError ? undefined : loaded;
  const child = childEnvironment(environment, found?.config.childSettings ?? {}, {});
  return {
    nodeVersion: process.versions.node,
    builtAt: statSync(fileURLToPath(import.meta.url)).mtime,
    now: new Date(),
    isRoot: process.getuid?.() === 0,
    setUp: () => setUpOf(loaded),
    git: () => gitFacts(run, found?.config.mainRepo ?? cwd, child),
    repository: async () =>
      found === undefined ? undefined : await repositoryFacts(run, found.config.mainRepo, child),
    cli: (provider) => cliFacts(run, provider, child),
    restriction: async () => {
      if (found === undefined) return undefined;
      const ask = gitIn(run, found.config.mainRepo, gitEnvironment(child));
      return await restrictionFacts(found.config, ask, { environment: child, home: run.home });
    },
    sandbox: async () => {
      if (found === undefined) return undefined;
      const tried = await tryBubblewrap(run, stops);
      const failure = tried.kind === 'works' ? undefined : tried;
      const missing = missingPaths({ config: found.config, home: run.home });
      return { isWanted: found.config.sandbox === 'bwrap', missing, failure };
    },
    folders: () => foldersOf(run, found),
    cliFolders: () => (found === undefined ? [] : cliFolderFacts(found.config, child, run.home)),
    cron: () => cronFacts(run, found),
    parked: () => parkedSessions(flags),
    telegram: async () =>
      found?.config.telegram === undefined
        ? { kind: 'problem', text: 'it is not set up' }
        : await checkTelegram(telegramOptions(run, found.config.telegram, onlyLooks(stops))),
  };
}

/** The configuration with this provider; without its program being looked for. */
function load(run: DoctorRun, provider: string | undefined): LoadedConfig | UserError {
  const { configPath, environment, home, cwd } = run;
  if (configPath === undefined) {
    return new UserError(`no .samocode here or in a folder above (${cwd})`, {
      hint: 'samocode init writes one; or give --config <path>',
    });
  }
  try {
    const request = { configPath, environment, home, cwd, flags: { provider } };
    return loadConfig({ ...request, checkExecutable: false });
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
}

function setUpOf(loaded: LoadedConfig | UserError): SetUp {
  if (loaded instanceof UserError) {
    const cure = loaded.hint ?? 'fix its content';
    return { kind: 'problem', text: loaded.message, cure };
  }
  const { config, warnings } = loaded;
  return {
    kind: 'found',
    path: config.configPath,
    provider: config.provider,
    permissions: config.permissions,
    hasTelegram: config.telegram !== undefined,
    warnings,
    openFiles: loaded.credentialFiles.filter(isReadableByAll),
  };
}

function isReadableByAll(path: string): boolean {
  const mode = statSync(path, { throwIfNoEntry: false })?.mode ?? 0;
  return (mode & constants.S_IROTH) !== 0;
}

/** As the agent's own git answers there. */
async function gitFacts(
  run: DoctorRun,
  cwd: string,
  env: Readonly<Record<string, string>>,
): Promise<GitFacts> {
  const options = { cwd, timeoutMs: TOOL_LIMIT_MS, env, ...endedBy(run) };
  const ask = async (...args: readonly string[]): Promise<string | undefined> => {
    const { ok, stdout } = await runTool('git', args, options);
    return ok && stdout.trim() !== '' ? stdout.trim() : undefined;
  };
  const [version, name, email] = await Promise.all([
    ask('--version'),
    ask('config', 'user.name'),
    ask('config', 'user.email'),
  ]);
  return { version, name, email };
}

/** git in that folder, as a run asks it. */
function gitIn(run: DoctorRun, cwd: string, env: Readonly<Record<string, string>>): Git {
  return async (args) =>
    await runTool('git', args, { ...{ cwd, timeoutMs: TOOL_LIMIT_MS, env }, ...endedBy(run) });
}

/** Undefined where there is no git, which is a finding of its own. */
async function repositoryFacts(
  run: DoctorRun,
  mainRepo: string,
  environment: Environment,
): Promise<RepositoryFacts | undefined> {
  const ask = gitIn(run, mainRepo, gitEnvironment(environment));
  if (!(await ask(['--version'])).ok) return undefined;
  return await startOf(ask, mainRepo);
}

/** Where the CLI is, as a run with these settings and this PATH would find it. */
function locate(
  run: DoctorRun,
  provider: ProviderName,
  path?: string,
): ReturnType<typeof findExecutable> {
  const { home, cwd } = run;
  const environment = path === undefined ? run.environment : { ...run.environment, PATH: path };
  const loaded = load(run, provider);
  const name = loaded instanceof UserError ? provider : loaded.config.executable;
  const folder = run.configPath === undefined ? cwd : dirname(run.configPath);
  return findExecutable({ name, folder, cwd, environment, home, platform: process.platform });
}

async function cliFacts(
  run: DoctorRun,
  provider: ProviderName,
  env: Readonly<Record<string, string>>,
): Promise<CliFacts> {
  const found = locate(run, provider);
  if (!('path' in found)) {
    const key = `${provider.toUpperCase()}_PATH`;
    return { kind: 'missing', text: `${key} ${found.message}`, cure: found.hint };
  }
  const { path } = found;
  const options = { cwd: run.cwd, timeoutMs: TOOL_LIMIT_MS, env, ...endedBy(run) };
  const { stdout, stderr } = await runTool(path, ['--version'], options);
  const version = (stdout.trim() === '' ? stderr : stdout).trim().slice(0, 200);
  return { kind: 'found', path, version, login: await loginOf(provider, path, options) };
}

async function loginOf(provider: ProviderName, path: string, options: ToolOptions): Promise<Login> {
  const args = provider === 'claude' ? ['auth', 'status'] : ['login', 'status'];
  const how = { ...options, timeoutMs: LOGIN_LIMIT_MS };
  const { stdout, stderr, problem } = await runTool(path, args, how);
  const login =
    provider === 'claude'
      ? readClaudeLogin(stdout, options.env)
      : readCodexLogin(problem === undefined ? `${stdout}\n${stderr}` : stdout, options.env);
  if (login.kind !== 'unknown' || problem === undefined) return login;
  return { kind: 'unknown', reason: problem.replace(path, [provider, ...args].join(' ')) };
}

/** A moved chat is a finding; nothing is written. */
const onlyLooks = (stops: Stops): TelegramUse => ({ stops, keeps: false, warn: () => undefined });

/** Asked to end by SIGTERM, whether it took too long or a person pressed Ctrl-C. */
function endedBy({ stops }: DoctorRun): Pick<ToolOptions, 'stop' | 'kill' | 'graceMs'> {
  return { stop: stops.stop, kill: stops.kill, graceMs: GRACE_MS };
}

function foldersOf(run: DoctorRun, found: LoadedConfig | undefined) {
  if (found === undefined) return [];
  const { worktrees, sessions } = found.config;
  const state = stateFolder(run.environment, run.home);
  const all = [
    ['SESSIONS', sessions],
    ['WORKTREES', worktrees],
    ['state', state],
  ] as const;
  // A folder that does not exist yet is created in the nearest one that does.
  return all.map(([key, path]) => tryFolder(key, nearestExisting(path)));
}

function parkedSessions(flags: PlaceFlags): readonly ParkedSession[] {
  const { config } = flags;
  return listStatuses(projectOf(flags), Date.now()).flatMap((one) => {
    if (one.state !== 'parked') return [];
    const { session, resumeAt } = one;
    const command = sessionCommand({ config, session }, { words: ['resume'] });
    return [{ name: session, resumeAt, command }];
  });
}

/** Folders that cannot be read have a finding of their own. */
function projectOf({ config }: PlaceFlags): ReturnType<typeof openProject> {
  try {
    return openProject({ config });
  } catch {
    return [];
  }
}

function cronFacts(run: DoctorRun, found: LoadedConfig | undefined): CronFacts {
  const { environment } = run;
  const provider = found?.config.provider ?? 'claude';
  const here = locate(run, provider);
  const isHidden = 'path' in here && !('path' in locate(run, provider, CRON_PATH));
  const node = findExecutable({
    ...{ name: 'node', folder: '/', cwd: '/', home: run.home, platform: process.platform },
    environment: { PATH: CRON_PATH },
  });
  return {
    hidden: isHidden ? [{ setting: `${provider.toUpperCase()}_PATH`, path: here.path }] : [],
    node: 'path' in node ? undefined : process.execPath,
    onlyHere: setOnlyHere(environment, found?.config.childSettings ?? {}),
  };
}
