import { type OverMark, overWords } from '../../quota/guard.ts';
import type { Reach } from '../outcome.ts';

/** A reset time that a session met: the name of an empty file in the limit book. */
interface Met {
  /** Epoch milliseconds. */
  readonly until: number;
  /** When the session met it, epoch milliseconds. */
  readonly met: number;
  /** Hash of the session's folder. */
  readonly session: string;
}

/** A window counts as closed for at most 8 days, even if a provider names a later time. */
export const LONGEST_CLOSED_MS = 8 * 24 * 3600 * 1000;
/** One session alone closes the account for the others for this long: its limit may be forged or wrong. */
const UNCONFIRMED_MS = 15 * 60_000;
/** How often others look whether the one that tries after a reset has been let in. */
export const PROBE_LOOK_MS = 2000;
/** For a clock that is corrected by a little. */
const SLACK_MS = 60_000;

export function metName({ until, met, session }: Met): string {
  return `until-${until}-${Math.floor(met)}-${session}`;
}

/** Undefined for a name that is none of ours; an older samocode wrote no session: everybody's. */
function readMet(name: string): Met | { readonly until: number } | undefined {
  const [, until, met, session] = /^until-(\d{1,16})(?:-(\d{1,16})-([\da-f]+))?$/.exec(name) ?? [];
  if (until === undefined) return undefined;
  if (met === undefined || session === undefined) return { until: Number(until) };
  return { until: Number(until), met: Number(met), session };
}

/**
 * The latest reset that counts for `session`, epoch milliseconds, past or not: its own; that of another
 * session for 15 minutes; and up to the time that two sessions have met, which is confirmed. A reset
 * that is too far away was noted by a clock that has been put back since.
 */
export function closedFor(
  session: string,
  names: readonly string[],
  now: number,
): number | undefined {
  const resets: number[] = [];
  const others: Met[] = [];
  const bySession = new Map<string, number>();
  for (const name of names) {
    const met = readMet(name);
    if (met === undefined || met.until > now + LONGEST_CLOSED_MS + SLACK_MS) continue;
    if (!('session' in met)) {
      resets.push(met.until);
      continue;
    }
    if (met.session === session) resets.push(met.until);
    else if (met.met <= now + SLACK_MS) others.push(met);
    bySession.set(met.session, Math.max(met.until, bySession.get(met.session) ?? 0));
  }
  const confirmed = [...bySession.values()].toSorted((a, b) => b - a)[1];
  if (confirmed !== undefined) resets.push(confirmed);
  for (const met of others) resets.push(unconfirmed(sinceFirst(met, others, now)));
  return resets.length === 0 ? undefined : Math.max(...resets);
}

/** A session that meets its limit again before the reset does not close the account for longer. */
function sinceFirst(met: Met, others: readonly Met[], now: number): Met {
  const same = others.filter(({ session, until }) => session === met.session && until > now);
  return { ...met, met: Math.min(met.met, ...same.map((one) => one.met)) };
}

const HOUR_MS = 3600_000;
/** Only a longer window is tried before its reset. */
const PROBED_FROM_MS = 6 * HOUR_MS;

/**
 * The name of the claim for a try before the reset of a window of more than six hours: one for each full
 * hour since the account last met it. Undefined: none is due.
 */
export function hourlyProbe(names: readonly string[], now: number): string | undefined {
  const windows = names.flatMap((name) => {
    const met = readMet(name);
    return met !== undefined && 'met' in met && met.until > now ? [met] : [];
  });
  if (!windows.some(({ until, met }) => until - met > PROBED_FROM_MS)) return undefined;
  const last = Math.max(...windows.map(({ met }) => met));
  const hours = Math.floor((now - last) / HOUR_MS);
  return hours < 1 ? undefined : `early-${last}-${hours}`;
}

/** The reset times after which a run may have tried because of this name. */
export function resetsOf(name: string): readonly number[] {
  const outage = readOutage(name);
  const met = readMet(outage === undefined ? name : metName(outage));
  if (met === undefined) return [];
  return 'session' in met ? [met.until, unconfirmed(met)] : [met.until];
}

function unconfirmed({ until, met }: Met): number {
  return Math.min(until, met + UNCONFIRMED_MS);
}

/** The reason of a session that rests, or would, until the provider answers again. */
export const PROVIDER_DOWN = 'the provider is down';
/** The reason of a session that waits for a reset. */
export const WINDOW_USED_UP = "the account's usage window is used up";

/** A step of an outage that a session noted: the name of another empty file in the limit book. */
export interface OutageStep extends Met {
  /** From 1 on. */
  readonly step: number;
  /**
   * Who rests for it: after the crash of a CLI its session alone, without a network all sessions of the machine, and
   * where the provider itself fails all of the account.
   */
  readonly reach: Reach;
}

/** After its last step an outage counts as over once no run has met it for this long. */
const OUTAGE_KEPT_MS = 3600 * 1000;

const PREFIXES = { session: 'rest', machine: 'here', account: 'down' } as const;
const REACHES: Readonly<Record<string, Reach>> = {
  rest: 'session',
  here: 'machine',
  down: 'account',
};

export function outageName(noted: OutageStep): string {
  const { reach, until, met, session, step } = noted;
  return `${PREFIXES[reach]}-${until}-${Math.floor(met)}-${session}-${step}`;
}

function readOutage(name: string): OutageStep | undefined {
  const form = /^(down|here|rest)-(\d{1,16})-(\d{1,16})-([\da-f]+)-(\d{1,6})$/;
  const [, kind = '', until, met, session = '', step] = form.exec(name) ?? [];
  const reach = REACHES[kind];
  if (reach === undefined) return undefined;
  return {
    ...{ until: Number(until), met: Number(met), session },
    ...{ step: Number(step), reach },
  };
}

/** The steps of the present outage that count for a session: its own, and those of the machine and the account. */
function presentOutage(
  session: string,
  names: readonly string[],
  now: number,
): readonly OutageStep[] {
  return names.flatMap((name) => {
    const noted = readOutage(name);
    if (noted === undefined || (noted.reach === 'session' && noted.session !== session)) return [];
    // A step that was noted later than now was noted by a clock that has been put back since.
    const isPresent = noted.met <= now + SLACK_MS && noted.until >= now - OUTAGE_KEPT_MS;
    return isPresent ? [noted] : [];
  });
}

/** How many steps of the present outage there were; 0 without one. */
export function outageSteps(session: string, names: readonly string[], now: number): number {
  return Math.max(0, ...presentOutage(session, names, now).map(({ step }) => step));
}

/** Why and until when an account is closed to a session; `until` may be past. */
export interface Closure {
  readonly until: number;
  /** The provider failed; without it a usage window is used up. */
  readonly isOutage?: true;
  /** The steps of the outage so far. */
  readonly steps?: number;
  /** The quota guard leaves the rest of a window to the person. */
  readonly over?: OverMark;
}

/** Why an account is closed. */
export function closureWords({ isOutage, over }: Closure): string {
  if (over !== undefined) return overWords(over);
  return isOutage === true ? PROVIDER_DOWN : WINDOW_USED_UP;
}

/** The later one of the account's usage window and its outage. */
export function closureFor(
  session: string,
  names: readonly string[],
  now: number,
): Closure | undefined {
  const limit = closedFor(session, names, now);
  const steps = presentOutage(session, names, now).map(metName);
  const outage = closedFor(session, steps, now);
  if (outage !== undefined && outage > (limit ?? 0)) {
    return { until: outage, isOutage: true, steps: outageSteps(session, names, now) };
  }
  return limit === undefined ? undefined : { until: limit };
}
