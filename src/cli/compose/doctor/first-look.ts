import { commandTroubles } from '../../../adapters/config/command-troubles.ts';
import { trySigning } from '../../../adapters/git/set-up/try-signing.ts';
import { uncopiedEnvFiles } from '../../../adapters/git/set-up/uncopied.ts';
import { askLogin } from '../../../adapters/machine/ask-tools.ts';
import { freeSpaces } from '../../../adapters/machine/cli-folder-facts.ts';
import { runTool } from '../../../adapters/process/run-tool.ts';
import { MARK_NAME } from '../../../adapters/process/table/process-table.ts';
import { firstLook, type FirstProbes } from '../../../app/doctor/first-look.ts';
import type { FirstLook } from '../../../app/run/loop.ts';
import type { Finding } from '../../../domain/doctor/finding.ts';
import { aboutUncopied } from '../../../domain/doctor/repository.ts';
import type { Config } from '../../../domain/settings/config.ts';
import type { Place } from '../place/place.ts';

/** The first look of a new session (`firstLook`). */
export async function firstLookAt(
  { config, home, child, credentialFiles }: Place,
  ...[run, stops]: Parameters<FirstLook>
): Promise<readonly Finding[]> {
  const { mainRepo, sessions: SESSIONS, worktrees: WORKTREES } = config;
  // The next run of the session ends programs that a killed one left.
  const env = { ...child, [MARK_NAME]: run };
  const tools = { runTool, cwd: mainRepo, env, stops };
  const probes: FirstProbes = {
    commands: () => commandTroubles(config, { environment: child, home }),
    uncopied: () => uncopiedFindings(config, { runTool, env, ...stops, except: credentialFiles }),
    disks: () => freeSpaces({ MAIN_REPO: mainRepo, SESSIONS, WORKTREES }),
    signing: () => trySigning({ mainRepo, environment: env, runTool, stops }),
    login: (provider, executable) => askLogin(tools, provider, executable),
  };
  return await firstLook(config, probes, { stop: stops.stop, now: Date.now() });
}

/** None where `COPY` is set. */
export async function uncopiedFindings(
  { copy, configPath, mainRepo }: Config,
  how: Parameters<typeof uncopiedEnvFiles>[1],
): Promise<readonly Finding[]> {
  const names = copy.length > 0 ? [] : await uncopiedEnvFiles(mainRepo, how);
  return aboutUncopied({ names, configPath });
}
