import { setTimeout as pause } from 'node:timers/promises';
import * as z from 'zod/mini';
import type { ChatSession } from '../../../app/ports/fleet/chat.ts';
import type { LateReply, SentChatAct } from '../../../app/ports/fleet/chat-database.ts';
import { chatAct } from '../../../domain/fleet/chat/chat-act.ts';
import { readReply } from '../../../domain/fleet/chat/chat-reply.ts';
import type { ChatReply } from '../../../domain/people/chat.ts';
import { fits } from '../../../domain/text/read-json.ts';
import { OURS, type Sql } from '../database/database.ts';
import { tellChange } from '../database/schema.ts';

/** The person on Telegram waits for a button to be answered, and all other messages wait meanwhile. */
const WAIT_MS = 4000;
const LOOK_MS = 100;

const outcome = z.object({ said: z.nullable(z.string()), reply: z.nullable(z.string()) });

/** The acts whose outcome this process waits for: it answers them itself. */
const waiting = new Set<string>();

/**
 * Writes a message down for the machine of its session, once for each update; its reply, if that comes soon. Rejects
 * where it may not have been written.
 */
export async function sendChatAct(
  sql: Sql,
  { config, session }: Pick<ChatSession, 'config' | 'session'>,
  { source, by, act }: SentChatAct,
): Promise<ChatReply | undefined> {
  waiting.add(source);
  try {
    await sql.executeSql(
      `insert into ${OURS}.act (id, config, session, act, made_by, made_at)
       values ($1, $2, $3, $4, $5, clock_timestamp()) on conflict (id) do nothing`,
      [source, config, session, JSON.stringify(act), by],
    );
    // It is written: where the database falls silent now, the outcome comes late.
    return await awaitReply(sql, source).catch(() => undefined);
  } finally {
    waiting.delete(source);
  }
}

async function awaitReply(sql: Sql, id: string): Promise<ChatReply | undefined> {
  await tellChange(sql);
  for (let waited = 0; waited < WAIT_MS; waited += LOOK_MS) {
    const [done] = await sql.rows(
      outcome,
      `update ${OURS}.act set is_shown = true where id = $1 and not is_open returning said, reply`,
      [id],
    );
    if (done !== undefined) return replyOf(done);
    await pause(LOOK_MS);
  }
  return undefined;
}

const lateRow = z.extend(outcome, { id: z.string(), session: z.string(), act: z.unknown() });

/** The late replies of a bot that no process has told yet, or is about to tell; the oldest first. */
export async function lateReplies(sql: Sql, botId: string): Promise<readonly LateReply[]> {
  const before = new Set(waiting);
  const rows = await sql.rows(
    lateRow,
    `select id, session, act, said, reply from ${OURS}.act
     where act->>'kind' = 'chat' and act->>'bot' = $1 and not is_open and not is_shown order by number`,
    [botId],
  );
  const late = rows.filter(({ id }) => !before.has(id) && !waiting.has(id));
  return late.map(({ id, session, act, ...done }) => ({
    ...{ id, session, reply: replyOf(done) },
    ...(fits(chatAct, act)
      ? { topic: act.topic, chats: act.sender.chats, under: act.under }
      : { topic: undefined, chats: [], under: undefined }),
  }));
}

/** Their machine refuses messages that are older than a day. */
const OPEN = `interval '25 hours'`;
const TOO_LATE = `Nothing was done: its machine was away for a day.`;

/** Ends messages of a bot that no machine carries out any more. One that was carried out before is that of its machine. */
export async function endOldActs(sql: Sql, botId: string): Promise<void> {
  await sql.executeSql(
    `update ${OURS}.act set is_open = false, is_done = false, said = $2, done_at = clock_timestamp()
     where act->>'kind' = 'chat' and act->>'bot' = $1 and is_open and done_at is null
       and made_at < clock_timestamp() - ${OPEN}`,
    [botId, TOO_LATE],
  );
}

/** A reply was told. */
export async function noteTold(sql: Sql, { id }: LateReply): Promise<void> {
  await sql.executeSql(`update ${OURS}.act set is_shown = true where id = $1`, [id]);
}

function replyOf({ said, reply }: z.output<typeof outcome>): ChatReply {
  return (reply === null ? undefined : readReply(reply)) ?? { said: said ?? '' };
}
