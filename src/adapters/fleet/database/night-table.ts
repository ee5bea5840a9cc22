import { OURS } from './database.ts';

/** One row for all machines: the runs that ended since a notice on the queue, and the notices. */
export const NIGHT_TABLE = `
  create table if not exists ${OURS}.night (
    is_only boolean primary key default true check (is_only),
    book text not null
  );
`;
