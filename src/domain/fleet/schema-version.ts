/** The version of samocode's tables in the database of a fleet: one more with each change of them. */
export const SCHEMA_VERSION = 11;

/** Tables from before the version was kept. */
export const NO_VERSION = 0;

/** What helps a machine that is older than its fleet. */
export const UPDATE =
  'install the samocode that the other machines of the fleet have; docs/release.md has the ways';

export interface SchemaProblem {
  readonly text: string;
  /** What helps. */
  readonly hint: string;
}

export const NO_FLEET: SchemaProblem = {
  text: 'the database holds no fleet yet',
  hint: 'samocode fleet init',
};

/** Why this program cannot use tables of that version (undefined: there are none); undefined: it can. */
export function schemaProblem(version: number | undefined): SchemaProblem | undefined {
  if (version === undefined) return NO_FLEET;
  if (version === SCHEMA_VERSION) return undefined;
  const numbers = `(version ${version}, and this one needs ${SCHEMA_VERSION})`;
  return version < SCHEMA_VERSION
    ? {
        text: `the tables of the fleet are of an older samocode ${numbers}`,
        hint: 'samocode fleet init',
      }
    : {
        text: `the tables of the fleet are of a newer samocode ${numbers}`,
        hint: UPDATE,
      };
}
