import { hostname } from 'node:os';
import { FLEET } from '../../domain/settings/table/fleet.ts';
import { type Form, readForm } from '../../domain/settings/values/form.ts';
import { UserError } from '../../domain/text/user-error.ts';
import { readText } from '../disk/read-file.ts';
import { configError } from './config-error.ts';
import type { Here } from './environment.ts';
import { readSettingsFile, userSettingsPath } from './files/raw-values.ts';

const KEY = 'SAMOCODE_FLEET';

/** The fleet that this person's machine belongs to. */
export interface FleetSettings {
  /** `postgres://…`; no message shows it. */
  readonly url: string;
  /** The name of this machine. */
  readonly machine: string;
}

type Person = Pick<Here, 'environment' | 'home'>;

/** Undefined: the machine belongs to none. Throws a UserError where the settings are wrong. */
export function fleetSettings(person: Person): FleetSettings | undefined {
  const path = userSettingsPath(person.environment, person.home);
  // Most people have no fleet, and pay for no more than this look.
  if (!readText(path).includes(KEY)) return undefined;
  const { values, problems } = readSettingsFile(path);
  if (problems.length > 0) throw configError(problems);
  const read = <T>(key: keyof typeof FLEET, form: Form<T>): T | undefined => {
    const raw = values.get(key);
    if (raw === undefined || raw.value.trim() === '') return undefined;
    const reading = readForm(form, raw.value);
    if ('value' in reading) return reading.value;
    throw configError([{ source: raw.source, key, ...reading }]);
  };
  const url = read(KEY, FLEET.SAMOCODE_FLEET);
  if (url === undefined) return undefined;
  return { url, machine: read('SAMOCODE_MACHINE', FLEET.SAMOCODE_MACHINE) ?? hostname() };
}

/** The same; throws a UserError where there is none. */
export function neededFleet(person: Person): FleetSettings {
  const settings = fleetSettings(person);
  if (settings !== undefined) return settings;
  const path = userSettingsPath(person.environment, person.home);
  throw new UserError(`${KEY} is not set in ${path}`, {
    hint: `add a line there: ${KEY}=postgres://samocode:<password>@db.example.org/samocode`,
  });
}
