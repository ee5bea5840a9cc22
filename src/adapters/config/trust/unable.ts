import { keptReader, SETTINGS_KEPT_MS } from '../../../domain/settings/kept-reader.ts';
import { joinShellWords } from '../../../domain/text/shell-words.ts';
import { orUserError, unlessUserError, UserError } from '../../../domain/text/user-error.ts';
import type { Here } from '../environment.ts';
import { loadConfig, loadSettings } from '../load-config.ts';
import { isAccepted } from './accepted.ts';

/**
 * Tells why this machine would refuse each run of a project: the provider's program is not there, or its commands were
 * not accepted. Each project is looked at once a minute; `nowMs`: a clock that only runs on.
 */
export function unableReader(
  at: Here,
  nowMs: () => number,
): (configPath: string) => string | undefined {
  return keptReader(
    (configPath) => ({ value: unableTo(at, configPath), keptMs: SETTINGS_KEPT_MS }),
    nowMs,
  );
}

function unableTo(at: Here, configPath: string): string | undefined {
  const request = { ...at, configPath, flags: {} };
  const settings = unlessUserError(() => loadSettings(request));
  // No machine can read them: a run says so.
  if (settings === undefined) return undefined;
  if (!isAccepted({ configPath, commands: settings.unproven, stateDir: at.stateDir })) {
    const cure = joinShellWords(['samocode', 'trust', '--config', configPath]);
    return `its commands were not accepted on this machine: ${cure}`;
  }
  const loaded = orUserError(() => loadConfig(request));
  return loaded instanceof UserError ? loaded.message : undefined;
}
