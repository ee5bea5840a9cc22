import { OURS } from '../database/database.ts';

/**
 * Telegram in a fleet. Of each bot (a hash of its token) the process that receives its messages, which is silent after
 * `hold_ms`, and the next update; and each session that a message names, by its token, with the machine that told of it.
 */
export const CHAT_TABLES = `
  create table if not exists ${OURS}.telegram_poller (
    bot text primary key,
    machine text not null,
    holder text not null,
    hold_ms float8 not null,
    confirmed_at timestamptz not null,
    next bigint,
    next_at timestamptz
  );
  create table if not exists ${OURS}.chat_session (
    token text primary key,
    bot text not null,
    config text not null,
    session text not null,
    folder text not null,
    topic bigint,
    machine text not null,
    told_at timestamptz not null
  );
  alter table ${OURS}.chat_session add column if not exists rules text;
  alter table ${OURS}.chat_session add column if not exists is_ended boolean not null default false;
  create index if not exists chat_session_of on ${OURS}.chat_session (config, session);
  alter table ${OURS}.act add column if not exists reply text;
`;
