import * as z from 'zod/mini';
import type { SentActs } from '../../../app/ports/fleet/acts.ts';
import { type FleetAct, readAct, type SentAct } from '../../../domain/fleet/act.ts';
import { writeReply } from '../../../domain/fleet/chat/chat-reply.ts';
import { randomId } from '../../random-id.ts';
import { OURS, type Sql } from '../database/database.ts';
import { tellChange } from '../database/schema.ts';
import type { Fleet } from '../fleet.ts';

const AT_ONCE = 100;
const OF_ACT = `home.config = act.config and home.session = act.session`;

const openRow = z.object({
  ...{ id: z.string(), config: z.string(), session: z.string(), folder: z.nullable(z.string()) },
  ...{ act: z.unknown(), token: z.nullable(z.string()), made_by: z.string() },
  age_ms: z.coerce.number(),
});

/** The files of the session are here, and complete. */
const IS_HOME = `home.home = $1 and not home.needs_take`;
/** A message from Telegram names the folder: the fleet may know a newer session of its name. */
const OF_FOLDER = `home.config = act.config and home.folder = act.act->>'folder' and home.home is not null`;
/** The same of an act; a session that runs by hand, of which the fleet knows by its messages alone, is where they came from. */
const IS_HERE = `case
  when act.act->>'kind' is distinct from 'chat' then exists (select from ${OURS}.session as home where ${OF_ACT} and ${IS_HOME})
  when exists (select from ${OURS}.session as home where ${OF_FOLDER})
    then exists (select from ${OURS}.session as home where ${OF_FOLDER} and ${IS_HOME})
  else exists (select from ${OURS}.chat_session as home
    where home.token = split_part(act.act->>'token', '.', 2) and home.machine = $1) end`;

/** The acts for sessions of this machine; `kind`: of this one alone. */
export function openSentActs(
  { database: { sql }, machine }: Pick<Fleet, 'database' | 'machine'>,
  kind?: FleetAct['kind'],
): SentActs {
  return {
    open: async () => {
      const rows = await sql.rows(
        openRow,
        `select id, act.config, act.session, home.folder, act, act.token, made_by,
           extract(epoch from clock_timestamp() - made_at) * 1000 as age_ms
         from ${OURS}.act left join ${OURS}.session as home on ${OF_ACT}
         where is_open and ($2::text is null or act->>'kind' = $2) and ${IS_HERE}
         order by number limit ${AT_ONCE}`,
        [machine, kind ?? null],
      );
      return rows.map(({ act, made_by: by, age_ms: ageMs, ...row }) => ({
        ...{ ...row, by, ageMs: Math.max(0, ageMs), act: readAct(act) },
      }));
    },
    // A machine that has lost the session meanwhile settles nothing.
    settle: async (id, { isDone, said, exitCode, reply }) => {
      await sql.executeSql(
        `update ${OURS}.act set is_open = false, done_at = clock_timestamp(), is_done = $3, said = $4, exit_code = $5,
           reply = $6
         where id = $2 and is_open and ${IS_HERE}`,
        [
          machine,
          id,
          isDone,
          said,
          exitCode ?? null,
          reply === undefined ? null : writeReply(reply),
        ],
      );
    },
    tellAsked: async ({ config, session }, awaiting, { asks, texts }) => {
      await sql.executeSql(
        `update ${OURS}.session as home set asks = $4, texts = $5
         where ${IS_HOME} and config = $2 and session = $3 and awaiting = $6`,
        [machine, config, session, asks, JSON.stringify(texts ?? null), awaiting],
      );
    },
  };
}

/** Sends an act to the machine that has the session, or will have it; returns its id. */
export async function sendAct(
  sql: Sql,
  of: Pick<SentAct, 'config' | 'session' | 'token' | 'by'> & { readonly act: FleetAct },
): Promise<string> {
  const id = randomId();
  await sql.executeSql(
    `insert into ${OURS}.act (id, config, session, act, token, made_by, made_at)
     values ($1, $2, $3, $4, $5, $6, clock_timestamp())`,
    [id, of.config, of.session, JSON.stringify(of.act), of.token, of.by],
  );
  await tellChange(sql);
  return id;
}

/**
 * The machine that carried acts out may have died before it pushed them: those since the run told last are done again.
 * One whose row is in the history changes nothing.
 */
export async function reopenActs(
  sql: Sql,
  { config, session }: Pick<SentAct, 'config' | 'session'>,
): Promise<void> {
  await sql.executeSql(
    `update ${OURS}.act set is_open = true, is_shown = false where config = $1 and session = $2 and is_done
       and act->>'kind' <> 'stop' and act->>'about' is distinct from 'stop'
       and done_at > (select updated_at - interval '1 hour' from ${OURS}.session
         where config = $1 and session = $2)`,
    [config, session],
  );
}
