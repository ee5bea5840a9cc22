import { commandTroubles } from '../../../adapters/config/command-troubles.ts';
import { trySigning } from '../../../adapters/git/set-up/try-signing.ts';
import { uncopiedEnvFiles } from '../../../adapters/git/set-up/uncopied.ts';
import { askLogin } from '../../../adapters/machine/ask-tools.ts';
import { freeSpaces } from '../../../adapters/machine/cli-folder-facts.ts';
import { runTool } from '../../../adapters/process/run-tool.ts';
import { MARK_NAME } from '../../../adapters/process/table/process-table.ts';
import type { FirstLook } from '../../../app/run/loop.ts';
import { aboutCommand } from '../../../domain/doctor/command.ts';
import type { Finding } from '../../../domain/doctor/finding.ts';
import { aboutLogin } from '../../../domain/doctor/login.ts';
import { aboutDisk } from '../../../domain/doctor/place.ts';
import { aboutUncopied } from '../../../domain/doctor/repository.ts';
import { aboutSigning } from '../../../domain/doctor/signing.ts';
import type { Config } from '../../../domain/settings/config.ts';
import type { Place } from '../place/place.ts';

/**
 * The doctor's findings about problems that a new session would meet hours from now.
 */
export async function firstLook(
  { config, home, child, credentialFiles }: Place,
  ...[run, stops]: Parameters<FirstLook>
): Promise<readonly Finding[]> {
  const { mainRepo, sessions: SESSIONS, worktrees: WORKTREES } = config;
  // The next run of the session ends programs that a killed one left.
  const env = { ...child, [MARK_NAME]: run };
  const tools = { runTool, cwd: mainRepo, env, stops };
  const now = Date.now();
  const providers = [config, ...(config.other === undefined ? [] : [config.other])];
  const logins = providers.map(async ({ provider, executable }, at) => {
    const role = at === 0 ? 'selected' : 'fallback';
    const login = await askLogin(tools, provider, executable);
    // The first attempt tells; only the doctor shows that a CLI did not answer.
    return login.kind === 'unknown' ? [] : [aboutLogin(provider, login, { role, now })];
  });
  const [uncopied, signing, ...said] = await Promise.all([
    uncopiedFindings(config, { runTool, env, ...stops, except: credentialFiles }),
    trySigning({ mainRepo, environment: env, runTool, stops }),
    ...logins,
  ]);
  if (stops.stop.aborted) return [];
  return [
    ...commandTroubles(config, { environment: child, home }).map(aboutCommand),
    ...uncopied,
    ...freeSpaces({ MAIN_REPO: mainRepo, SESSIONS, WORKTREES }).flatMap(aboutDisk),
    ...(signing === undefined ? [] : [aboutSigning(signing)]),
    ...said.flat(),
  ].filter(({ level }) => level !== 'ok');
}

/** None where `COPY` is set. */
export async function uncopiedFindings(
  { copy, configPath, mainRepo }: Config,
  how: Parameters<typeof uncopiedEnvFiles>[1],
): Promise<readonly Finding[]> {
  const names = copy.length > 0 ? [] : await uncopiedEnvFiles(mainRepo, how);
  return aboutUncopied({ names, configPath });
}
