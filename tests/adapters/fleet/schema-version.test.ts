import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { OUR_TABLES } from '../../../src/adapters/fleet/database/schema.ts';
import { SCHEMA_VERSION } from '../../../src/domain/fleet/schema-version.ts';

/** The tables of each version. A change of the tables needs a row, and a new `SCHEMA_VERSION`. */
const VERSIONS: Readonly<Record<number, string>> = {
  1: '47c39fd777d55360',
  2: 'c44fc4f1a19c12df',
  3: 'efaec88dbf740de1',
  4: '6510f3be06dd7e7e',
  5: 'a55c695e825ee3d4',
  6: '27335e3c37fedd4b',
  7: '12e876c6fb49ea96',
  8: 'fe499c64efc564d6',
  9: '942bd180e00ad46c',
  10: 'b096c5873c336ecc',
  11: '4c7c68f1896db62c',
};

test('tables that changed have another version number', () => {
  const hash = createHash('sha256').update(OUR_TABLES).digest('hex').slice(0, 16);
  expect(VERSIONS[SCHEMA_VERSION]).toBe(hash);
});
