import type { Here } from '../../../adapters/config/environment.ts';
import { userSettingsPath } from '../../../adapters/config/files/raw-values.ts';
import { openSessionWatch } from '../../../adapters/session/fingerprints/waiting.ts';
import type { SessionWatch } from '../../../app/ports/queue/work.ts';

/** The files of sessions in line that rest, with this person's settings. */
export function sessionWatch({ environment, home }: Here): SessionWatch {
  return openSessionWatch(userSettingsPath(environment, home));
}
