import { databaseAddress } from '../settings-values.ts';
import type { SettingTable } from './setting.ts';

/** Settings of a person for all projects. `samocode fleet` reads them, and no run does. */
export const FLEET = {
  SAMOCODE_FLEET: {
    ...databaseAddress,
    name: 'fleet',
    default: undefined,
    class: 'credential',
    sources: ['personal'],
    help: 'the PostgreSQL database of a fleet of machines; see docs/fleet.md',
  },
} as const satisfies SettingTable;
