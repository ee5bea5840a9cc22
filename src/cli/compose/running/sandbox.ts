import { join } from 'node:path';
import { findProgram } from '../../../adapters/config/folders/executable.ts';
import { chooseSandbox, type Chosen } from '../../../adapters/config/sandbox/choose-sandbox.ts';
import { writablePaths } from '../../../adapters/config/sandbox/sandbox-write.ts';
import { gitPlaces } from '../../../adapters/git/place/git-places.ts';
import { runTool } from '../../../adapters/process/run-tool.ts';
import { loginFile } from '../../../adapters/sandbox/cli-places.ts';
import { openSandbox } from '../../../adapters/sandbox/open-sandbox.ts';
import { packageFolders } from '../../../adapters/sandbox/paths.ts';
import { readOnlyCommand } from '../../../adapters/sandbox/read-only.ts';
import { tryBubblewrap } from '../../../adapters/sandbox/try-bubblewrap.ts';
import type { Repository, Stops } from '../../../app/ports/repository.ts';
import type { Bubblewrap, Sandbox } from '../../../app/ports/sandbox.ts';
import { accountOf } from '../../../domain/provider/account.ts';
import { childEnvironment } from '../../../domain/provider/environment/child-env.ts';
import type { Config } from '../../../domain/settings/config.ts';
import type { Place, Project } from '../place/place.ts';

/** Whether bubblewrap makes a sandbox on this machine, for this environment. */
export async function bubblewrapHere(
  { environment, home }: Pick<Project, 'environment' | 'home'>,
  stops: Stops,
): Promise<Bubblewrap> {
  const at = { environment, home };
  return await tryBubblewrap({
    ...at,
    findProgram: () => findProgram('bwrap', at),
    runTool,
    stops,
  });
}

/** Decides between the modes before anything is spent; see `chooseSandbox`. */
export async function openChoice<P extends Project>(place: P, stops: Stops): Promise<Chosen<P>> {
  return await chooseSandbox(place, () => bubblewrapHere(place, stops));
}

/** The provider that takes over, with the sandbox that the settings mean for it. */
export interface Other {
  readonly config: Config;
  readonly bwrap: string | undefined;
}

/** Decides on the sandbox of the other provider; undefined where none takes over. */
export async function openOther(
  place: Place,
  stops: Stops,
): Promise<{ readonly other: Other | undefined; readonly warnings: readonly string[] }> {
  const { other: config } = place.config;
  if (config === undefined) return { other: undefined, warnings: [] };
  const { place: chosen, bwrap } = await openChoice({ ...place, config, warnings: [] }, stops);
  return { other: { config: chosen.config, bwrap }, warnings: chosen.warnings };
}

interface SandboxUse {
  readonly repository: Repository;
  readonly used: readonly string[];
  /** Another provider works in this run, too. */
  readonly isShared: boolean;
}

/** The login file of the other CLI. */
function foreignLogin({ config, environment, home }: Place): string {
  const other = config.provider === 'claude' ? 'codex' : 'claude';
  const child = childEnvironment(environment, config.childSettings);
  return loginFile(other, accountOf(other, child, home).folder);
}

/** The sandbox of a session. */
export function sandboxOf(
  place: Place,
  bwrap: string,
  { repository, used, isShared }: SandboxUse,
): Sandbox {
  const { config, environment, home, child, stateDir } = place;
  const { provider, configPath } = config;
  const cache = environment['XDG_CACHE_HOME'] ?? join(home, '.cache');
  return openSandbox({
    bwrap,
    provider,
    cliFolder: accountOf(provider, child, home).folder,
    home,
    session: place.folder.path,
    gitPlaces: (workTree) =>
      gitPlaces(repository.gitDir(), repository.gitDirOf(workTree), workTree),
    writable: writablePaths(place),
    own: [stateDir, join(cache, 'samocode'), configPath],
    secrets: [...place.credentialFiles, ...(isShared ? [foreignLogin(place)] : [])],
    used: [...used, ...usedPaths(place)],
  });
}

/**
 * Runs git of samocode's own where it looks at an agent's files: a repository within them can name
 * programs (`filter.*.clean`), which git then starts. They can write nothing.
 */
export function readOnlyTool(place: Place, bwrap: string): typeof runTool {
  return async (file, args, options) => {
    const { cwd, env } = options;
    const how = { bwrap, used: usedPaths(place), hidden: place.credentialFiles };
    const inside = readOnlyCommand({ file, args, cwd, env }, how);
    return await runTool(inside.file, inside.args, { ...options, env: inside.env });
  };
}

function usedPaths({ config, home }: Project): readonly string[] {
  const programs = [config.executable, process.execPath];
  return [
    ...[home, config.mainRepo, config.worktrees, config.sessions, config.configPath],
    ...programs,
    ...packageFolders(programs),
  ];
}
