import { readForm } from '../../domain/settings/settings-values.ts';
import { FLEET } from '../../domain/settings/table/fleet.ts';
import { UserError } from '../../domain/text/user-error.ts';
import { configError } from './config-error.ts';
import type { Here } from './environment.ts';
import { readSettingsFile, userSettingsPath } from './files/raw-values.ts';

const KEY = 'SAMOCODE_FLEET';

/** The database of the person's fleet. Throws a UserError where there is none, or where it is no address. */
export function fleetAddress({ environment, home }: Pick<Here, 'environment' | 'home'>): string {
  const path = userSettingsPath(environment, home);
  const { values, problems } = readSettingsFile(path);
  if (problems.length > 0) throw configError(problems);
  const raw = values.get(KEY);
  if (raw === undefined || raw.value.trim() === '') {
    throw new UserError(`${KEY} is not set in ${path}`, {
      hint: `add a line there: ${KEY}=postgres://samocode:<password>@db.example.org/samocode`,
    });
  }
  const reading = readForm(FLEET[KEY], raw.value);
  if ('value' in reading) return reading.value;
  throw configError([{ source: raw.source, key: KEY, ...reading }]);
}
