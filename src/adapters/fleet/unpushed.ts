import * as z from 'zod/mini';
import { OURS } from './database/database.ts';
import type { Fleet } from './fleet.ts';

/** A session of this machine that waits, and whose newest state the remote does not have. */
const unpushed = z.object({
  ...{ config: z.string(), session: z.string(), folder: z.string() },
  /** The version of its row: it changes with every news and act. */
  version: z.string(),
});
export type Unpushed = z.output<typeof unpushed>;

/** No run of them is claimed, and their files are here. A session that is done goes nowhere. */
export async function unpushedHere({
  machine,
  database: { sql },
}: Pick<Fleet, 'machine' | 'database'>): Promise<readonly Unpushed[]> {
  return await sql.rows(
    unpushed,
    `select config, session, folder, home.xmin::text as version from ${OURS}.session as home
     where home = $1 and not needs_take and folder is not null and state <> 'done'
       and iteration is not null and pushed_iteration is distinct from iteration
       and not exists (select from ${OURS}.place where place.config = home.config
         and place.session = home.session and place.machine is not null)
     order by updated_at`,
    [machine],
  );
}
