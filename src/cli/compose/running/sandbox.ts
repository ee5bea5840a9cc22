import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { userSettingsPath } from '../../../adapters/config/files/raw-values.ts';
import { expandPath } from '../../../adapters/config/folders/expand-path.ts';
import { realOf } from '../../../adapters/disk/real-path.ts';
import { gitPlaces } from '../../../adapters/git/place/git-places.ts';
import { runTool } from '../../../adapters/process/run-tool.ts';
import { openSandbox } from '../../../adapters/sandbox/open-sandbox.ts';
import { readOnlyCommand } from '../../../adapters/sandbox/read-only.ts';
import type { Repository, Stops } from '../../../app/ports/repository.ts';
import type { Sandbox } from '../../../app/ports/sandbox.ts';
import { accountOf } from '../../../domain/provider/account.ts';
import { childEnvironment } from '../../../domain/provider/child-env.ts';
import { argumentLeadingOutside } from '../../../domain/sandbox/extra-args.ts';
import { missingWritable, opened, type Protected } from '../../../domain/sandbox/writable.ts';
import type { Config } from '../../../domain/settings/config.ts';
import { UserError } from '../../../domain/text/user-error.ts';
import type { Place, Project } from '../place/place.ts';
import { stateFolder } from '../place/state-folder.ts';
import { tryBubblewrap } from './bubblewrap.ts';

/** The place with the permissions in force, and bubblewrap if the settings ask for it. */
export interface Chosen<P extends Project> {
  readonly place: P;
  readonly bwrap: string | undefined;
}

/**
 * Decides between the modes before anything is spent. Throws a UserError where bubblewrap is wanted and
 * does not work, and where a setting would open it again.
 */
export async function chooseSandbox<P extends Project>(place: P, stops: Stops): Promise<Chosen<P>> {
  const { config } = place;
  const isOldWord = config.permissions === 'sandbox' && config.provider === 'claude';
  const isAsked = config.sandbox === 'bwrap';
  if (!isAsked && !(isOldWord && config.sandbox === undefined)) {
    return { place: isOldWord ? renamed(place, 'it means accept-edits') : place, bwrap: undefined };
  }
  const found = await tryBubblewrap(place, stops);
  if (found.kind === 'fails') {
    if (!isAsked)
      return { place: renamed(place, `it means accept-edits: ${found.why}`), bwrap: undefined };
    throw new UserError(`SAMOCODE_SANDBOX=bwrap: ${found.why}`, { hint: found.cure });
  }
  refuseOpenings(place);
  const inside = warned(
    withConfig(place, { permissions: 'bypass', sandbox: 'bwrap' }),
    missingPaths(place)
      .map(missingWritable)
      .map(({ text, cure: fix }) => `${text}; first: ${fix}`),
  );
  return {
    place: isOldWord ? warned(inside, [oldWord('it means SAMOCODE_SANDBOX=bwrap')]) : inside,
    bwrap: found.path,
  };
}

function renamed<P extends Project>(place: P, meaning: string): P {
  return warned(withConfig(place, { permissions: 'accept-edits' }), [oldWord(meaning)]);
}

function withConfig<P extends Project>(place: P, change: Partial<Config>): P {
  return { ...place, config: { ...place.config, ...change } };
}

function oldWord(meaning: string): string {
  return `SAMOCODE_PERMISSIONS=sandbox is an old word for Claude Code, and ${meaning}; write SAMOCODE_SANDBOX=bwrap or SAMOCODE_PERMISSIONS=accept-edits`;
}

function warned<P extends Project>(place: P, texts: readonly string[]): P {
  return { ...place, warnings: [...place.warnings, ...texts] };
}

function refuseOpenings(project: Project): void {
  const { config } = project;
  const argument = argumentLeadingOutside(config.provider, config.extraArgs);
  if (argument !== undefined) {
    const key = `${config.provider.toUpperCase()}_EXTRA_ARGS`;
    throw new UserError(`${key} has ${argument}, which leads out of the sandbox`, {
      hint: `take it out, or set SAMOCODE_SANDBOX=none`,
    });
  }
  const folders = protectedFolders(project);
  for (const path of writablePaths(project)) {
    const found = opened(path, folders);
    if (found === undefined) continue;
    throw new UserError(
      `SAMOCODE_SANDBOX_WRITE has ${path}, which would open ${found.what} (${found.path})`,
      { hint: 'name the caches that your builds need, for example ~/.npm' },
    );
  }
}

/** The paths of `SAMOCODE_SANDBOX_WRITE` that a sandbox would leave out. */
export function missingPaths(project: Pick<Project, 'config' | 'home'>): readonly string[] {
  return writablePaths(project).filter((path) => !existsSync(path));
}

function writablePaths({ config, home }: Pick<Project, 'config' | 'home'>): readonly string[] {
  return config.sandboxWrite.flatMap((value) => {
    const found = expandPath({ value, folder: '/', home, platform: process.platform });
    return 'path' in found ? [realOf(found.path)] : [];
  });
}

function protectedFolders({ config, environment, home }: Project): readonly Protected[] {
  const folders = [
    { path: home, what: 'your whole home' },
    { path: config.sessions, what: 'every session' },
    { path: config.worktrees, what: 'every worktree' },
    { path: config.mainRepo, what: 'the repository' },
    { path: join(config.mainRepo, '.git'), what: "the repository's hooks and settings" },
    { path: config.configPath, what: 'the settings' },
    { path: userSettingsPath(environment, home), what: 'your personal settings' },
    { path: stateFolder(environment, home), what: "samocode's own records" },
    { path: config.executable, what: 'the CLI' },
  ];
  return folders.flatMap(({ path, what }) =>
    [path, realOf(path)].map((one) => ({ path: one, what })),
  );
}

/** The sandbox of a session. */
export function sandboxOf(
  place: Place,
  bwrap: string,
  { repository, used }: { readonly repository: Repository; readonly used: readonly string[] },
): Sandbox {
  const { config, environment, home } = place;
  const child = childEnvironment(environment, config.childSettings, {});
  const cache = environment['XDG_CACHE_HOME'] ?? join(home, '.cache');
  return openSandbox({
    bwrap,
    provider: config.provider,
    cliFolder: accountOf(config.provider, child, home).folder,
    home,
    session: place.folder.path,
    gitPlaces: (workTree) => {
      const [commonDir, gitDir] = [repository.gitDir(), repository.gitDirOf(workTree)];
      return commonDir === undefined || gitDir === undefined
        ? { writable: [], readOnly: [] }
        : gitPlaces(commonDir, gitDir, workTree);
    },
    writable: writablePaths(place),
    own: [stateFolder(environment, home), join(cache, 'samocode'), config.configPath],
    secrets: place.credentialFiles,
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
    const used = usedPaths(place);
    const inside = readOnlyCommand(
      { file, args, cwd, env },
      { bwrap, used, hidden: place.credentialFiles },
    );
    return await runTool(inside.file, inside.args, { ...options, env: inside.env });
  };
}

function usedPaths({ config, home }: Project): readonly string[] {
  return [
    ...[home, config.mainRepo, config.worktrees, config.sessions],
    ...[config.executable, process.execPath, config.configPath],
  ];
}
