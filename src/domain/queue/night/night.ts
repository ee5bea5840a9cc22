import type { Ending } from '../../run/event.ts';
import { fingerprint } from '../../text/fingerprint.ts';
import type { QueuedNow } from '../queued.ts';

/** A run of `samocode work` that ended, for the notice on the whole queue. */
export interface NightRun {
  /** Larger than those of the runs before. */
  readonly n: number;
  /** Its place in the queue. */
  readonly id: string;
  readonly session: string;
  readonly config: string;
  /** Its session left the queue. */
  readonly isDone: boolean;
}

/** The news of a project that a chat or a command has: of runs up to this one, and with these waits. */
export interface NightTold {
  readonly upTo: number;
  readonly waits: string;
  /** The machine that is about to tell it, where others could; undefined: it was told. */
  readonly by?: string | undefined;
  /** The notice before it. */
  readonly before?: Pick<NightTold, 'upTo' | 'waits'> | undefined;
}

/** The runs that not everyone was told of, and what each was told last of each project. */
export interface NightBook {
  readonly runs: readonly NightRun[];
  /** By listener and project: see `toldKey`. */
  readonly told: Readonly<Record<string, NightTold>>;
  /** The machines of a fleet that begin nothing more. */
  readonly over?: readonly string[] | undefined;
}

/** Who is told, with the projects that tell it. */
export interface NightListener {
  readonly key: string;
  readonly configs: readonly string[];
}

/** How the last run of a session in line ended. */
export interface NightEnd {
  /** Undefined: the run told no ending. */
  readonly ending?: Ending['kind'] | undefined;
  readonly rows?: number | undefined;
}

export type NightStanding = 'waiting' | 'blocked' | 'parked' | 'queued' | 'running';

/** A session in line, as the notice shows it. */
export interface NightSession extends NightEnd {
  readonly id: string;
  readonly session: string;
  readonly config: string;
  readonly standing: NightStanding;
  /** Epoch milliseconds; null: nothing but a person ends the wait. */
  readonly until: number | null;
  readonly why: string;
}

/** `end`: undefined where no run has left one. */
export function nightSession(queued: QueuedNow, end: NightEnd | undefined): NightSession {
  const { id, session, config, state } = queued;
  const { ending, rows } = end ?? {};
  const common = { id, session, config, ending, rows };
  if (state.kind === 'queued' && state.delay !== undefined) {
    const { until, why, isLong } = state.delay;
    // So its run would leave it.
    if (isLong) return { ...common, ending: 'parked', standing: 'parked', until, why };
    return { ...common, standing: 'queued', until, why };
  }
  if (state.kind !== 'waits') return { ...common, standing: state.kind, until: null, why: '' };
  const { until, why } = state;
  return {
    ...common,
    until,
    why,
    standing: standingOf(end, until),
  };
}

function standingOf(end: NightEnd | undefined, until: number | null): NightStanding {
  if (until !== null) return 'parked';
  if (end === undefined) return 'waiting';
  const { ending } = end;
  if (ending === 'parked') return 'parked';
  const isWaiting = ending === 'waiting' || ending === 'paused' || ending === 'stopped';
  return isWaiting ? 'waiting' : 'blocked';
}

/** Whether it does not go on before a person acts, or before the reset for which it was parked. */
export function isAtRest({ standing, ending, until }: NightSession): boolean {
  if (standing === 'parked') return until === null || ending === 'parked';
  return standing === 'waiting' || standing === 'blocked';
}

export function addRun(book: NightBook, run: Omit<NightRun, 'n'>): NightBook {
  const last = Math.max(0, ...book.runs.map(({ n }) => n), ...toldUpTo(book));
  return {
    ...book,
    runs: [...book.runs.filter(({ id }) => id !== run.id), { ...run, n: last + 1 }],
  };
}

function toldUpTo({ told }: NightBook): readonly number[] {
  return Object.values(told).map(({ upTo }) => upTo);
}

/** The part of the queue that a listener hears of. */
export interface NightNews {
  readonly done: readonly NightRun[];
  readonly sessions: readonly NightSession[];
}

/** In `told`: what a listener knows of one project. */
export function toldKey(key: string, config: string): string {
  return `${key}\n${config}`;
}

/**
 * The news for the listener, and all that it knows with them. Nothing is new if no run of its projects
 * ended since, or if all is as it was told. Without the projects that another machine is about to tell it of.
 */
export function newsFor(
  book: NightBook,
  { key, configs }: NightListener,
  sessions: readonly NightSession[],
): NightNews & { readonly isNew: boolean; readonly told: NightBook['told'] } {
  const free = configs.filter((config) => book.told[toldKey(key, config)]?.by === undefined);
  const projects = free.map((config) => projectNews(book, toldKey(key, config), config, sessions));
  const ran = projects.flatMap((one) => one.ran);
  const done = ran.filter(({ isDone }) => isDone);
  const isChanged = projects.some(({ before, waits }) => before?.waits !== waits);
  const isNew = done.length > 0 || (ran.length > 0 && isChanged);
  const told = projects.map(({ mark, before, ran: since, waits }) => {
    const upTo = Math.max(before?.upTo ?? 0, ...since.map(({ n }) => n));
    return [mark, { upTo, waits: isNew ? waits : (before?.waits ?? '') }] as const;
  });
  const ours = sessions.filter(({ config }) => free.includes(config));
  return { done, sessions: ours, isNew, told: Object.fromEntries(told) };
}

function projectNews(
  book: NightBook,
  mark: string,
  project: string,
  sessions: readonly NightSession[],
) {
  const before = book.told[mark];
  const ours = sessions.filter(({ config }) => config === project);
  const waits = fingerprint(
    JSON.stringify(ours.map(({ id, standing, why, rows }) => [id, standing, why, rows]).sort()),
  );
  const ran = book.runs.filter(({ n, config }) => config === project && n > (before?.upTo ?? 0));
  return { mark, before, waits, ran };
}
