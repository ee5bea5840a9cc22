import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { LimitBook, LimitState, QuotaBook } from '../../app/ports/books.ts';
import type { GuardSleepers, StartSlots } from '../../app/ports/spread-starts.ts';
import {
  type Closure,
  closureFor,
  hourlyProbe,
  LONGEST_CLOSED_MS,
  metName,
  outageName,
  outageSteps,
  resetsOf,
} from '../../domain/provider/limits/closed-windows.ts';
import { isDiskFullError } from '../disk/disk-full-error.ts';
import { forget } from '../disk/entries.ts';
import { makeFolder } from '../disk/make-folder.ts';
import { touch } from '../disk/write-file.ts';
import { claim, createExclusively, isLivingProbe, type Processes } from './probe-claims.ts';

export interface WindowBook extends Omit<
  LimitBook,
  'account' | 'use' | keyof StartSlots | keyof QuotaBook | keyof GuardSleepers
> {
  endOutage(): void;
  /** Whether the time of a closed window is over and a living run tries for the others. Claims nothing. */
  isProbed(now: number): boolean;
}

/**
 * The closed windows of one folder: one
 * empty file for each reset time that a session met (src/domain/provider/limits/closed-windows.ts reads the names). A window
 * can only be extended and no file is rewritten, so no lock is needed. After the reset one run at a
 * time tries: the run that exclusively created the next `probe-<until>-<n>`. A claim that is unreadable
 * or belongs to a dead process has lapsed, and the next number is free. `me` is the key of the session
 * that uses the book.
 */
export function openWindowBook({
  all,
  folder,
  processes,
  me,
}: {
  readonly all: string;
  readonly folder: () => string;
  readonly processes: Processes;
  readonly me: () => string;
}): WindowBook {
  let full: string | undefined;
  let refused: string | undefined;
  let mine: { readonly name: string; readonly path: string } | undefined;
  // Steps of an outage that no disk keeps: without them this run would not rest.
  const kept = new Set<string>();
  const names = (): readonly string[] => [
    ...(namesIn(all).length === 0 ? [] : namesIn(folder())),
    ...kept,
  ];
  const closureNow = (now: number): Closure | undefined => {
    const found = names();
    return found.length === 0 ? undefined : closureFor(me(), found, now);
  };
  const note = (name: string): boolean => {
    try {
      makeFolder(folder());
      touch(join(folder(), name));
      full = undefined;
      return true;
    } catch (error) {
      // Other runs do not learn of it; this run keeps it in memory.
      full = isDiskFullError(error) ? all : undefined;
      return false;
    }
  };
  const release = (): void => {
    if (mine !== undefined) forget(mine.path);
    mine = undefined;
  };
  const drop = (name: string): void => {
    if (!kept.delete(name)) forget(join(folder(), name));
  };

  const endOutage = (): void => {
    for (const name of names()) if (isOutageOf(me(), name)) drop(name);
  };
  const probeOf = (now: number): string | undefined => {
    const found = names();
    const name = hourlyProbe(found, now);
    return name === refused || found.some((one) => one === name) ? undefined : name;
  };

  return {
    look(now): LimitState {
      const closure = closureNow(now);
      if (closure === undefined) return { kind: 'open' };
      const { until, ...why } = closure;
      if (until > now) return { kind: 'closed', ...closure };
      if (mine?.name.startsWith(`probe-${until}-`) === true) return { kind: 'open', ...why };
      const place = folder();
      const claimed = claim(place, until, processes);
      if (claimed.kind === 'probed') return { ...claimed, ...why };
      const { name } = claimed;
      mine = name === undefined ? undefined : { name, path: join(place, name) };
      return { kind: 'open', ...why };
    },
    close(until, now) {
      const bounded = Math.min(Math.ceil(until), now + LONGEST_CLOSED_MS);
      // The provider answers: a limit is no outage.
      endOutage();
      note(metName({ until: bounded, met: now, session: me() }));
      release();
    },
    fail({ stepsMs, reach }, now) {
      const present = closureNow(now);
      const known = names();
      const steps = outageSteps(me(), known, now);
      const isJoined = present?.isOutage === true && present.until > now;
      const step = isJoined ? steps : steps + 1;
      const restMs = stepsMs[Math.min(step, stepsMs.length) - 1] ?? 0;
      const until = isJoined ? present.until : Math.ceil(now + restMs);
      const name = outageName({ until, met: now, session: me(), step, reach });
      // A session that joins notes the step too, so that it is confirmed.
      if (!note(name)) kept.add(name);
      const isOld = (one: string): boolean => one !== name && one.includes(`-${me()}-`);
      for (const old of known) if (isOld(old) && isOutageOf(me(), old)) drop(old);
      release();
      return until;
    },
    snapshot: () => names().filter((name) => name.startsWith('until-') || isOutageOf(me(), name)),
    clear(snapshot) {
      const cleared = new Set(snapshot);
      const resets = new Set(snapshot.flatMap(resetsOf));
      for (const name of names()) {
        const claimed = /^probe-(\d{1,16})-/.exec(name)?.[1];
        const isOfCleared = claimed !== undefined && resets.has(Number(claimed));
        const isEarly = name.startsWith('early-');
        if (cleared.has(name) || isOfCleared || isEarly) drop(name);
      }
      mine = undefined;
    },
    endOutage,
    isProbed(now) {
      const until = closureNow(now)?.until;
      if (until === undefined || until > now) return false;
      return names().some((name) => isLivingProbe(join(folder(), name), until, processes));
    },
    isProbeDue: (now) => probeOf(now) !== undefined,
    takeProbe(now) {
      const name = probeOf(now);
      if (name === undefined) return false;
      const made = createExclusively(join(folder(), name), JSON.stringify(processes.self()));
      // A folder that cannot be written must not be asked again and again.
      if (made === 'refused') refused = name;
      return made === 'made';
    },
    release,
    closure(now) {
      const closure = closureNow(now);
      return closure !== undefined && closure.until > now ? closure : undefined;
    },
    fullDisk: () => full,
  };
}

/** A step of the outage of the account or of this machine, or of this session's own failures. */
function isOutageOf(session: string, name: string): boolean {
  return (
    /^(?:down|here)-/.test(name) || (name.startsWith('rest-') && name.includes(`-${session}-`))
  );
}

/** Empty if no window was ever recorded or the folder cannot be read. */
export function namesIn(folder: string): readonly string[] {
  // An exception costs ten times as much, and most users never meet a limit.
  if (!existsSync(folder)) return [];
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
