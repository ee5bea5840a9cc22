import { bad, type Finding, ok, warn } from '../doctor/finding.ts';
import { NO_FLEET, schemaProblem } from './schema-version.ts';

/** The database of a fleet, as `samocode fleet doctor` found it. */
export interface FleetFacts {
  readonly version: string;
  /** 150018 for 15.18. */
  readonly versionNumber: number;
  /** Of this machine's clock to that of the database. */
  readonly clockOffsetMs: number;
  /** The version of the tables; undefined: they are missing. */
  readonly schema: number | undefined;
  /** Undefined where this program cannot use the tables. */
  readonly fleet: { readonly heartbeatSeconds: number; readonly places: number } | undefined;
}

/** The oldest version that the engine knows. */
const LEAST_VERSION = 13;
const MOST_OFFSET_MS = 30_000;

/** All that a person should know of the database before machines share it. */
export function aboutFleet({ version, versionNumber, clockOffsetMs, ...tables }: FleetFacts) {
  const seconds = Math.round(Math.abs(clockOffsetMs) / 1000);
  const isOld = versionNumber < LEAST_VERSION * 10_000;
  const findings: readonly Finding[] = [
    isOld
      ? bad(
          'postgresql',
          `PostgreSQL ${version} is too old`,
          `use PostgreSQL ${LEAST_VERSION} or later`,
        )
      : ok('postgresql', `PostgreSQL ${version}`),
    Math.abs(clockOffsetMs) > MOST_OFFSET_MS
      ? warn(
          'clock',
          `the clock of this machine is ${seconds} s ${clockOffsetMs > 0 ? 'ahead of' : 'behind'} that of the database, which decides when a session starts`,
          'timedatectl set-ntp true',
        )
      : ok('clock', `the clocks differ by ${seconds} s`),
    aboutTables(tables),
  ];
  return findings;
}

function aboutTables({ schema, fleet }: Pick<FleetFacts, 'schema' | 'fleet'>): Finding {
  if (fleet === undefined) {
    const { text, hint } = schemaProblem(schema) ?? NO_FLEET;
    return bad('tables', text, hint);
  }
  const inLine = fleet.places === 1 ? '1 session' : `${fleet.places} sessions`;
  return ok(
    'tables',
    `${inLine} in line; a machine is given up after ${fleet.heartbeatSeconds} s of silence`,
  );
}
