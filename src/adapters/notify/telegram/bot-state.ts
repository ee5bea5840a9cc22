import { createHash } from 'node:crypto';
import { existsSync, readdirSync, realpathSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod/mini';
import { sessionToken } from '../../../domain/people/token.ts';
import { jsonOf } from '../../../domain/text/read-json.ts';
import { makeFolder } from '../../disk/make-folder.ts';
import { readText } from '../../disk/read-file.ts';
import { replaceFile, touch } from '../../disk/write-file.ts';

/** A session as the bot's folder keeps it. */
export interface RegisteredSession {
  readonly name: string;
  readonly path: string;
  /** Its project's `.samocode`; an earlier version did not keep it. */
  readonly config: string | undefined;
  /** Its topic in a forum; undefined: none. */
  readonly topic: number | undefined;
  /** When it was told of last, epoch milliseconds. */
  readonly toldAtMs?: number | undefined;
}

/**
 * One user's state for one bot on this machine, a folder in the state folder: the next update to read,
 * the registered sessions, and the notices sent within the last hour. It holds no token: its name is a hash.
 */
export interface BotState {
  /** A hash of the bot's token. */
  readonly id: string;
  /** The end of `id`, which the sources of rows have. */
  readonly shortId: string;
  readonly folder: string;
  /** The next update wanted; undefined: whatever there is. */
  next(): number | undefined;
  /** All before it are done with; durable when it returns: from then on the API may forget them. */
  advance(next: number): void;
  register(session: RegisteredSession): void;
  /** Those whose folder is there, the one told of last first; the others stay registered. */
  sessions(): readonly RegisteredSession[];
  /** Whether this was not told within the hour, and not too much else. */
  mayTell(what: string): boolean;
  /** It was told now. */
  told(what: string): void;
}

/** The number of notices per hour that need no person. */
const TOLD_AN_HOUR = 20;
const HOUR_MS = 3_600_000;
/**
 * After a week without updates the API restarts its numbers: an old number is dropped before that.
 */
const NEXT_LASTS_MS = 6 * 24 * HOUR_MS;

const sessionSchema = z.object({
  v: z.literal(1),
  name: z.string(),
  path: z.string(),
  config: z.optional(z.string()),
  topic: z.optional(z.number()),
});

export function openBotState(stateDir: string, token: string): BotState {
  const id = createHash('sha256').update(`telegram:${token}`).digest('hex').slice(0, 24);
  const folder = join(stateDir, 'telegram', id);
  const at = (name: string): string => {
    const path = join(folder, name);
    makeFolder(path);
    return path;
  };
  const nextPath = join(folder, 'next');
  return {
    ...{ id, shortId: id.slice(-8), folder },
    next: () => readNext(nextPath),
    advance: (next) => {
      makeFolder(folder);
      replaceFile(nextPath, String(next), true);
    },
    register: ({ name, path, config, topic }) => {
      const sessions = at('sessions');
      const file = join(sessions, `${sessionToken(path)}.json`);
      replaceFile(file, JSON.stringify({ v: 1, name, path, config, topic }));
    },
    sessions: () => readSessions(at('sessions')),
    mayTell: (what) => mayTell(at('told'), what),
    told: (what) => {
      touch(join(at('told'), `${Date.now()}-${hashOf(what)}`));
    },
  };
}

/** Registers sessions of the project with this `.samocode` and topic. */
export function registerAll(
  bot: BotState,
  { config, topic }: { readonly config: string; readonly topic: number | undefined },
  sessions: readonly { readonly name: string; readonly path: string }[],
): void {
  const known = new Set(
    bot
      .sessions()
      .filter((one) => one.config !== undefined && one.topic === topic)
      .map(({ path }) => path),
  );
  for (const { name, path } of sessions) {
    // As a run names its session: the token of a folder is that of its real path.
    const real = realpathSync(path);
    if (!known.has(real)) bot.register({ name, path: real, config, topic });
  }
}

function readNext(path: string): number | undefined {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat === undefined || Date.now() - stat.mtimeMs > NEXT_LASTS_MS) return undefined;
  const text = readText(path);
  return /^\d{1,16}$/.test(text) ? Number(text) : undefined;
}

function readSessions(folder: string): readonly RegisteredSession[] {
  const found = readdirSync(folder)
    .filter((name) => /^[0-9a-f]{16}\.json$/.test(name))
    .flatMap((name) => {
      const file = join(folder, name);
      const session = sessionSchema.safeParse(jsonOf(readText(file))).data;
      if (session === undefined || !existsSync(session.path)) return [];
      const toldAtMs = statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
      return [{ ...session, toldAtMs }];
    });
  return found
    .sort((one, other) => other.toldAtMs - one.toldAtMs)
    .map(({ name, path, config, topic, toldAtMs }) => ({ name, path, config, topic, toldAtMs }));
}

/** One empty file for each notice, `<epoch ms>-<hash>`: nothing to lock, nothing to rewrite. */
function mayTell(folder: string, what: string): boolean {
  const now = Date.now();
  const recent: string[] = [];
  for (const name of readdirSync(folder)) {
    if (Number(name.split('-')[0]) > now - HOUR_MS) recent.push(name);
    else rmSync(join(folder, name), { force: true });
  }
  const hash = hashOf(what);
  return recent.length < TOLD_AN_HOUR && !recent.some((name) => name.endsWith(`-${hash}`));
}

function hashOf(what: string): string {
  return createHash('sha256').update(what).digest('hex').slice(0, 16);
}
