import * as z from 'zod/mini';
import type { ActOutcome, KnownAct, SentAct } from '../../../domain/fleet/act.ts';
import { OURS, type Sql } from '../database/database.ts';

const actRow = z.object({
  ...{ id: z.string(), kind: z.nullable(z.string()), made_by: z.string(), is_open: z.boolean() },
  ...{ is_done: z.nullable(z.boolean()), said: z.nullable(z.string()) },
  ...{ exit_code: z.nullable(z.int()), ago_ms: z.coerce.number() },
});

/** The command that does the same as a button or a reply. */
const CHAT_KIND = `case act.act->>'about' when 'why' then 'reject' when 'none' then 'answer-none'
  when 'choose' then 'answer' when 'suggested' then 'answer' when 'answers' then 'answer' else act.act->>'about' end`;

const FIELDS = `act.id, case when act.act->>'kind' = 'chat' then ${CHAT_KIND} else act.act->>'kind' end as kind, made_by, is_open, is_done, said, exit_code,
  extract(epoch from clock_timestamp() - made_at) * 1000 as ago_ms`;

type Named = Pick<SentAct, 'config' | 'session'>;

/** The newest act on a session, without messages from Telegram that changed nothing; null: there was none. */
export async function lastActOf(sql: Sql, { config, session }: Named): Promise<KnownAct | null> {
  return await oneOf(
    sql,
    `select ${FIELDS} from ${OURS}.act where config = $1 and session = $2
       and (act->>'kind' <> 'chat' or is_done or (is_open and act->>'about' not in ('status', 'log')))
     order by number desc limit 1`,
    [config, session],
  );
}

/** The outcome of an act; undefined: it is still open. */
export async function outcomeOf(sql: Sql, id: string): Promise<ActOutcome | undefined> {
  const act = await oneOf(sql, `select ${FIELDS} from ${OURS}.act where id = $1 and not is_open`, [
    id,
  ]);
  return act?.outcome ?? undefined;
}

/** Their person has seen the outcomes of these acts. Those that are to be carried out again have another one. */
export async function markShown(sql: Sql, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  await sql.executeSql(
    `update ${OURS}.act set is_shown = true where id = any ($1) and not is_open`,
    [ids],
  );
}

/** The outcomes that came after the command of their person had ended, and that they have not seen; the oldest first. */
export async function unseenOutcomes(
  sql: Sql,
  { config, session }: Named,
  by: string,
): Promise<readonly KnownAct[]> {
  const rows = await sql.rows(
    actRow,
    `select ${FIELDS} from ${OURS}.act
     where config = $1 and session = $2 and made_by = $3 and not is_open and not is_shown
     order by number`,
    [config, session, by],
  );
  return rows.map(knownOf);
}

async function oneOf(sql: Sql, text: string, values: readonly unknown[]): Promise<KnownAct | null> {
  const [row] = await sql.rows(actRow, text, values);
  return row === undefined ? null : knownOf(row);
}

type ActRow = z.output<typeof actRow>;

function knownOf({ id, kind, made_by: by, ago_ms: ms, ...row }: ActRow): KnownAct {
  const outcome = {
    ...{ isDone: row.is_done === true, said: row.said ?? '' },
    exitCode: row.exit_code ?? undefined,
  };
  const agoMs = Math.max(0, ms);
  return { id, kind: kind ?? 'act', by, agoMs, outcome: row.is_open ? null : outcome };
}
