import type { Environment } from '../../../adapters/config/environment.ts';
import { CHILD_VARIABLES } from '../../../domain/provider/child-env.ts';
import { RUNTIME_KEYS } from '../../../domain/settings/table/table.ts';

/** Names of settings and credentials that cron would not have: set here, and not so in a `.env`. */
export function setOnlyHere(
  environment: Environment,
  childSettings: Readonly<Record<string, string>>,
): readonly string[] {
  return [...RUNTIME_KEYS, ...CHILD_VARIABLES].filter(
    (name) => (environment[name] ?? '') !== '' && environment[name] !== childSettings[name],
  );
}
