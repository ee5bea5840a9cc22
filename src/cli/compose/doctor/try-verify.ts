import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { tryConfig } from '../../../adapters/config/doctor-config.ts';
import { here } from '../../../adapters/config/environment.ts';
import { findConfigFile } from '../../../adapters/config/files/find-config-file.ts';
import { openProcessRoom } from '../../../adapters/process/process-room.ts';
import { randomId } from '../../../adapters/random-id.ts';
import { readLogEnds } from '../../../adapters/session/logs/log-ends.ts';
import { MIN_FREE_BYTES } from '../../../app/attempt/supervision.ts';
import { NEVER, type Stops } from '../../../app/ports/repository.ts';
import type { Sandbox } from '../../../app/ports/sandbox.ts';
import { shellEnd, shellTask } from '../../../app/workspace/shell-command.ts';
import { aboutVerify } from '../../../domain/doctor/command.ts';
import { type Finding, warn } from '../../../domain/doctor/finding.ts';
import { workVariables } from '../../../domain/provider/environment/work-variables.ts';
import type { Config } from '../../../domain/settings/config.ts';
import { joinShellWords } from '../../../domain/text/shell-words.ts';
import { UserError } from '../../../domain/text/user-error.ts';
import { heldWords } from '../../render/holder.ts';
import { findExisting, type PlaceFlags } from '../place/place.ts';
import { leasesIn } from '../running/leases-in.ts';
import { runParts } from '../running/run.ts';
import { openChoice } from '../running/sandbox.ts';
import { unacceptedCommands } from '../set-up/trust.ts';

/** The place of a trial of `VERIFY`. */
interface Trial {
  readonly config: Config;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly sandbox: Sandbox | undefined;
}

/**
 * Runs `VERIFY` as a run would: in the worktree of the session, in which no run works meanwhile, or in
 * MAIN_REPO. Nothing that it started survives. Problems of the settings or the session have own findings.
 */
export async function tryVerify(flags: PlaceFlags, stops: Stops): Promise<readonly Finding[]> {
  const at = here();
  const loaded = tryConfig(
    { ...at, configPath: flags.config ?? findConfigFile(at.cwd) },
    flags.provider,
  );
  if (loaded instanceof UserError || stops.stop.aborted) return [];
  const { config } = loaded;
  const { configPath, mainRepo } = config;
  if (config.verify === undefined) {
    return [warn('verify', 'VERIFY is not set', `add VERIFY='npm test', say, to ${configPath}`)];
  }
  if (unacceptedCommands({ ...at, ...loaded, found: undefined }) !== undefined) {
    const text = `git tracks ${configPath}, and you have not accepted its commands: VERIFY was not run`;
    return [warn('verify', text, joinShellWords(['samocode', 'trust', '--config', configPath]))];
  }
  if (flags.session !== undefined) return await tryInSession(flags, stops);
  return [await tryIn({ config, cwd: mainRepo, env: loaded.child, sandbox: undefined }, stops)];
}

async function tryInSession(flags: PlaceFlags, stops: Stops): Promise<readonly Finding[]> {
  const found = placeOrUndefined(flags);
  if (found === undefined) return [];
  const { place, bwrap } = await openChoice(found, NEVER);
  const { config, folder, session } = place;
  const cwd = join(config.worktrees, folder.folder);
  // That it is missing is a finding of the session.
  if (!existsSync(cwd)) return [];
  const run = `verify-${process.pid}`;
  const lease = leasesIn(folder.path, stops.stop).acquire(run, false);
  if ('holder' in lease) {
    const words = heldWords(lease.holder, { config: config.configPath, session }, Date.now());
    return [warn('verify', `VERIFY was not run: ${words}`, 'try again after its end')];
  }
  try {
    const where = { worktree: cwd, mainRepo: config.mainRepo, session: folder.path };
    const { sandbox } = runParts(place, { bwrap }).spawner;
    const env = { ...place.child, ...workVariables({ ...where, slot: undefined }) };
    return [await tryIn({ config, cwd, env, sandbox }, stops)];
  } finally {
    lease.release();
  }
}

function placeOrUndefined(flags: PlaceFlags): ReturnType<typeof findExisting> | undefined {
  try {
    return findExisting(flags);
  } catch (error) {
    if (error instanceof UserError) return undefined;
    throw error;
  }
}

async function tryIn({ config, cwd, env, sandbox }: Trial, stops: Stops): Promise<Finding> {
  const { verify: text = '', verifyTimeoutMs: timeoutMs, maxLogBytes, configPath } = config;
  const output = mkdtempSync(join(tmpdir(), 'samocode-verify-'));
  await using room = openProcessRoom(process.platform);
  try {
    const log = join(output, 'out');
    const { task, leave } = shellTask(sandbox, { text, cwd, env }, log);
    const end = await room.run({
      ...{ ...task, ...stops, runId: randomId(), timeoutMs, maxLogBytes },
      ...{ minFreeBytes: MIN_FREE_BYTES, lookMs: timeoutMs, onStart: () => undefined },
    });
    leave();
    const { isGreen, how, tail: excerpt } = shellEnd(text, end, readLogEnds(log));
    return aboutVerify({ folder: cwd, isGreen, how, excerpt, configPath });
  } finally {
    rmSync(output, { recursive: true, force: true });
  }
}
