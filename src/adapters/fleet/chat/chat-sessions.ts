import * as z from 'zod/mini';
import type { ChatSession } from '../../../app/ports/fleet/chat.ts';
import type { ToldChatSession } from '../../../app/ports/fleet/chat-database.ts';
import { readJson } from '../../../domain/text/read-json.ts';
import { OURS, type Sql } from '../database/database.ts';
import { NOW } from '../queue/place-row.ts';

const row = z.object({
  ...{ token: z.string(), config: z.string(), session: z.string(), machine: z.string() },
  ...{ topic: z.nullable(z.coerce.number()), folder: z.string(), needs_take: z.boolean() },
  ...{
    phase: z.nullable(z.string()),
    state: z.nullable(z.string()),
    rules: z.nullable(z.string()),
  },
  ...{ iteration: z.nullable(z.int()), reason: z.nullable(z.string()) },
  ...{ seen_ago_ms: z.nullable(z.number()), is_listed: z.boolean() },
});

const rulesSchema = z.object({ chats: z.array(z.string()), userIds: z.array(z.number()) });

/** How long a session that runs by hand stays in lists after its last message. */
const LISTED = `interval '7 days'`;

/** The row of a session in the fleet, where it is not that of a newer session of its name. */
const CHAT_HOME = `home.config = chat.config and home.folder = chat.folder`;

const SESSIONS = `select chat.token, chat.config, coalesce(home.session, chat.session) as session, chat.topic, chat.rules,
    coalesce(home.folder, chat.folder) as folder,
    coalesce(home.home, chat.machine) as machine, coalesce(home.needs_take, false) as needs_take,
    phase, state, iteration, reason, (extract(epoch from ${NOW} - seen_at) * 1000)::float8 as seen_ago_ms,
    home.home is not null or not chat.is_ended and chat.told_at > clock_timestamp() - ${LISTED} as is_listed
  from ${OURS}.chat_session as chat left join ${OURS}.session as home on ${CHAT_HOME}
    left join ${OURS}.machine on machine.name = coalesce(home.home, chat.machine)`;

/** How long buttons and replies of such a session have an effect. */
const KEPT = `interval '60 days'`;

/** Writes sessions down that messages of this machine name, and forgets old ones that are not in the fleet. */
export async function tellChatSessions(sql: Sql, told: readonly ToldChatSession[]): Promise<void> {
  for (const one of told) {
    const { token, bot, config, session, folder, topic, rules, machine } = one;
    await sql.executeSql(
      `insert into ${OURS}.chat_session (token, bot, config, session, folder, topic, machine, rules, told_at, is_ended)
       values ($1, $2, $3, $4, $5, $6, $7, $8,
         coalesce(least(to_timestamp($9::float8 / 1000), clock_timestamp()), clock_timestamp()), coalesce($10, false))
       on conflict (token) do update set bot = excluded.bot, session = excluded.session, topic = excluded.topic,
         machine = excluded.machine, rules = coalesce(excluded.rules, chat_session.rules),
         told_at = greatest(chat_session.told_at, excluded.told_at),
         is_ended = coalesce($10, chat_session.is_ended)`,
      [
        ...[token, bot, config, session, folder, topic ?? null, machine],
        ...[rules === undefined ? null : JSON.stringify(rules), one.toldAtMs ?? null],
        one.isEnded ?? null,
      ],
    );
  }
  await sql.executeSql(
    `delete from ${OURS}.chat_session as chat where told_at < clock_timestamp() - ${KEPT}
       and not exists (select from ${OURS}.session as home where ${CHAT_HOME} and state is distinct from 'done')`,
  );
}

/** The session that a token names, wherever it is by now. */
export async function findChatSession(
  sql: Sql,
  machine: string,
  token: string,
): Promise<ChatSession | undefined> {
  const [found] = await sql.rows(row, `${SESSIONS} where chat.token = $1`, [token]);
  return found && sessionOf(found, machine);
}

/** Those of a bot under each of their tokens, the one told of last first. */
export async function chatSessions(
  sql: Sql,
  machine: string,
  bot: string,
): Promise<readonly ChatSession[]> {
  const rows = await sql.rows(row, `${SESSIONS} where chat.bot = $1 order by told_at desc`, [bot]);
  return rows.map((one) => sessionOf(one, machine));
}

function sessionOf(found: z.output<typeof row>, here: string): ChatSession {
  const { needs_take, seen_ago_ms, is_listed: isListed, topic, rules, ...named } = found;
  return {
    ...{ ...named, isListed },
    topic: topic ?? undefined,
    rules: rules === null ? undefined : readJson(rulesSchema, rules),
    isHere: named.machine === here && !needs_take,
    seenAgoMs: seen_ago_ms === null ? undefined : Math.max(0, seen_ago_ms),
  };
}
