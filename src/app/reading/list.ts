import type { ParkedSession } from '../../domain/doctor/parked.ts';
import { sessionCommand } from '../../domain/session/session-command.ts';
import { errorCode } from '../../domain/text/error-code.ts';
import { UserError } from '../../domain/text/user-error.ts';
import { examine } from './examine.ts';
import type { SessionStatus } from './session-status.ts';
import { statusOf } from './status.ts';

/** A session of a project, not yet examined. */
export interface Listed {
  readonly name: string;
  readonly path: string;
  /** Epoch milliseconds. */
  readonly changedAt: number;
  readonly open: () => Omit<Parameters<typeof examine>[0], 'now'>;
}

/** One line of `list --json`, version 1: fields are only ever added (docs/json.md). */
export type ListedSession = Readable | Broken;

interface Readable extends SessionStatus {
  /** ISO 8601: the newest change by a run, an agent or a person. */
  readonly changedAt: string;
}

interface Broken {
  readonly v: 1;
  readonly session: string;
  readonly path: string;
  readonly state: 'broken';
  /** The problem and its fix. */
  readonly error: string;
  readonly changedAt: string;
}

/** The states of all sessions of a project: first the ones that need a person, then the newest. */
export function listStatuses(all: readonly Listed[], now: number): readonly ListedSession[] {
  const sessions = all.map((one) => ({ one, status: statusOfOne(one, now) }));
  sessions.sort(
    (a, b) =>
      RANKS[a.status.state] - RANKS[b.status.state] ||
      b.one.changedAt - a.one.changedAt ||
      (a.one.name < b.one.name ? -1 : 1),
  );
  return sessions.map(({ status }) => status);
}

/** The sessions of a project that wait for a usage limit. */
export function parkedSessions(
  all: readonly Listed[],
  { config, now }: { readonly config: string | undefined; readonly now: number },
): readonly ParkedSession[] {
  return listStatuses(all, now).flatMap((one) => {
    if (one.state !== 'parked') return [];
    const { session, resumeAt } = one;
    const command = sessionCommand({ config, session }, { words: ['resume'] });
    return [{ name: session, resumeAt, command }];
  });
}

const RANKS: Readonly<Record<ListedSession['state'], number>> = {
  broken: 0,
  waiting: 1,
  blocked: 1,
  failed: 1,
  running: 2,
  parked: 3,
  paused: 3,
  idle: 4,
  done: 5,
};

function statusOfOne({ name, path, changedAt, open }: Listed, now: number): ListedSession {
  const when = { changedAt: new Date(changedAt).toISOString() };
  try {
    const examined = examine({ ...open(), now });
    return { ...statusOf(examined, { session: name, path }), ...when };
  } catch (error) {
    return { v: 1, session: name, path, state: 'broken', error: complaint(error), ...when };
  }
}

/** Expected errors (input, disk) become one line of the list; a bug is thrown. */
function complaint(error: unknown): string {
  if (error instanceof UserError) {
    return [error.message, error.hint].filter((part) => part !== undefined).join(' → ');
  }
  if (error instanceof Error && errorCode(error) !== undefined) return error.message;
  throw error;
}
