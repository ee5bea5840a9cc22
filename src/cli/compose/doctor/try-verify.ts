import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { doctorPlace, tryConfig } from '../../../adapters/config/doctor-config.ts';
import { openProcessRoom } from '../../../adapters/process/process-room.ts';
import { randomId } from '../../../adapters/random-id.ts';
import { readLogEnds } from '../../../adapters/session/logs/log-ends.ts';
import { type Trial, type TrialSession, tryVerify } from '../../../app/doctor/try-verify.ts';
import { NEVER, type Stops } from '../../../app/ports/repository.ts';
import { MIN_FREE_BYTES } from '../../../app/run/supervision.ts';
import { shellTask } from '../../../app/workspace/shell-command.ts';
import type { Finding } from '../../../domain/doctor/finding.ts';
import type { Config } from '../../../domain/settings/config.ts';
import { unlessUserError, UserError } from '../../../domain/text/user-error.ts';
import { heldWords } from '../../render/holder.ts';
import { findExisting, type PlaceFlags } from '../place/place.ts';
import { leasesIn } from '../running/leases-in.ts';
import { runParts } from '../running/run.ts';
import { openChoice } from '../running/sandbox.ts';
import { unacceptedCommands } from '../set-up/trust.ts';

/** Tries `VERIFY` of the project or the session that was named; problems of the settings have findings of their own. */
export async function tryVerifyHere(flags: PlaceFlags, stops: Stops): Promise<readonly Finding[]> {
  const place = doctorPlace(flags.config);
  const loaded = tryConfig(place, flags.provider);
  if (loaded instanceof UserError || stops.stop.aborted) return [];
  const { config, child } = loaded;
  return await tryVerify({
    ...{ config, env: child },
    isAccepted: unacceptedCommands({ ...loaded, stateDir: place.stateDir }) === undefined,
    session: flags.session === undefined ? undefined : () => findTrial(flags, stops),
    run: runnerOf(config, stops),
  });
}

async function findTrial(flags: PlaceFlags, stops: Stops): Promise<TrialSession | null> {
  const found = unlessUserError(() => findExisting(flags));
  if (found === undefined) return null;
  const { place, bwrap } = await openChoice(found, NEVER);
  const { config, folder, session } = place;
  const cwd = join(config.worktrees, folder.folder);
  // That it is missing is a finding of the session.
  if (!existsSync(cwd)) return null;
  const named = { config: config.configPath, session };
  return {
    ...{ path: folder.path, cwd, env: place.child },
    sandbox: runParts(place, { bwrap }).spawner.sandbox,
    hold: () => leasesIn(folder.path, stops.stop).acquire(`verify-${process.pid}`, false),
    heldWords: (holder) => heldWords(holder, named, Date.now()),
  };
}

function runnerOf(config: Config, stops: Stops): Trial['run'] {
  return async (text, { cwd, env, sandbox }) => {
    const { verifyTimeoutMs: timeoutMs, maxLogBytes } = config;
    const folder = mkdtempSync(join(tmpdir(), 'samocode-verify-'));
    await using room = openProcessRoom(process.platform);
    try {
      const log = join(folder, 'out');
      const { task, leave } = shellTask(sandbox, { text, cwd, env }, log);
      const end = await room.run({
        ...{ ...task, ...stops, runId: randomId(), timeoutMs, maxLogBytes },
        ...{ minFreeBytes: MIN_FREE_BYTES, lookMs: timeoutMs, onStart: () => undefined },
      });
      leave();
      return { end, output: readLogEnds(log) };
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  };
}
