import { procTable } from './proc-table.ts';
import type { ProcessTable } from './process-table.ts';
import { psTable } from './ps-table.ts';

/** Linux reads /proc; everything else asks `ps`, and knows no marks. */
export const openProcessTable = (platform: NodeJS.Platform): ProcessTable =>
  platform === 'linux' ? procTable() : psTable();
