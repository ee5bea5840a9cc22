import { CHILD_VARIABLES } from '../provider/environment/child-variables.ts';
import { RUNTIME_KEYS } from './table/table.ts';

/** Names of settings and credentials that cron would not have: set here, and not so in a `.env`. */
export function setOnlyHere(
  environment: Readonly<Record<string, string | undefined>>,
  childSettings: Readonly<Record<string, string>>,
): readonly string[] {
  return [...RUNTIME_KEYS, ...CHILD_VARIABLES].filter(
    (name) => (environment[name] ?? '') !== '' && environment[name] !== childSettings[name],
  );
}
