import { databaseAddress, machineName } from '../values/names.ts';
import type { SettingTable } from './setting.ts';

/** Settings of a person for all projects. The queue and `samocode fleet` read them, and no run does. */
export const FLEET = {
  SAMOCODE_FLEET: {
    ...databaseAddress,
    name: 'fleet',
    default: undefined,
    class: 'credential',
    sources: ['personal'],
    help: 'the PostgreSQL database of a fleet of machines; see docs/fleet.md',
  },
  SAMOCODE_MACHINE: {
    ...machineName,
    name: 'machine',
    default: undefined,
    defaultText: 'the host name',
    class: 'harmless',
    sources: ['personal'],
    help: 'the name of this machine in its fleet, which no other one has',
  },
} as const satisfies SettingTable;
