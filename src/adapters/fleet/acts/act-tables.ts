import { OURS } from '../database/database.ts';

/**
 * Acts of persons from any machine, and what all machines know of accounts and of their cost. The outcomes of acts from
 * before `is_shown` was kept are old, and pass for shown.
 */
export const ACT_TABLES = `
  alter table ${OURS}.session add column if not exists asks text;
  alter table ${OURS}.session add column if not exists texts text;
  alter table ${OURS}.session add column if not exists hand_run text;
  alter table ${OURS}.session add column if not exists hand_seen_at timestamptz;
  alter table ${OURS}.place add column if not exists taken_by text;
  alter table ${OURS}.place add column if not exists reserved_usd float8 not null default 0;
  alter table ${OURS}.place add column if not exists is_removed boolean not null default false;
  create table if not exists ${OURS}.act (
    id text primary key,
    number bigint generated always as identity,
    config text not null,
    session text not null,
    act jsonb not null,
    token text,
    made_by text not null,
    made_at timestamptz not null,
    is_open boolean not null default true,
    done_at timestamptz,
    is_done boolean,
    said text
  );
  alter table ${OURS}.act add column if not exists exit_code int;
  alter table ${OURS}.act add column if not exists is_shown boolean not null default true;
  alter table ${OURS}.act alter column is_shown set default false;
  create index if not exists act_of on ${OURS}.act (config, session, number);
  create index if not exists act_open on ${OURS}.act (config, session) where is_open;
  create table if not exists ${OURS}.limit_name (
    name text primary key,
    is_gone boolean not null default false,
    changed_at timestamptz not null default clock_timestamp()
  );
  create table if not exists ${OURS}.probe (
    account text primary key,
    machine text not null,
    since timestamptz not null,
    over_at timestamptz
  );
  create table if not exists ${OURS}.spend (
    attempt text primary key,
    number bigint generated always as identity,
    machine text not null,
    day text not null,
    usd float8 not null,
    line text not null
  );
  create index if not exists spend_number on ${OURS}.spend (number);
  create index if not exists spend_day on ${OURS}.spend (day);
`;
