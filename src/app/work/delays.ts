import { PROBE_LOOK_MS } from '../../domain/provider/limits/closed-windows.ts';
import { MAY_BE_OVER, type StartAhead } from '../../domain/provider/limits/start-ahead.ts';
import { delayOf } from '../../domain/queue/delay.ts';
import type { Delays } from '../ports/queue/work.ts';

/** The settings are read again after so long, also where no file of the project has changed. */
const READ_MS = 60_000;
/** A run that was started to try has claimed the try by then, or has ended. */
const TRY_MS = 10_000;

/** A project, as its runs would read it. */
export interface DelayedProject {
  /** The account that its runs would use. */
  readonly account: () => string;
  readonly ahead: (now: number) => StartAhead;
}

/** Where the delays of projects are read. */
export interface DelaySources {
  /** Whether any run has noted a limit or a cost; without one nothing is delayed. */
  readonly hasBooks: () => boolean;
  /** Another machine of the fleet tries the account for all. */
  readonly isTriedElsewhere: (account: string) => boolean;
  /** Changes with the files of the project. */
  readonly seenIn: (config: string) => string;
  /** Throws where its settings cannot be read: a run says why. */
  readonly open: (config: string) => DelayedProject;
}

interface Opened {
  readonly readAt: number;
  readonly seen: string;
  readonly project: DelayedProject | undefined;
}

/** What delays the sessions of each project, from the books that all runs share. */
export function delaysOf(sources: DelaySources): Delays {
  const projectOf = projectReader(sources);
  /** When a session was started to try, by account. */
  const tries = new Map<string, number>();
  return {
    of: (config, now) => {
      const project = projectOf(config, now);
      const found = project?.ahead(now);
      if (project === undefined || found === undefined) return undefined;
      if (found.kind === 'free') return undefined;
      if (found.kind === 'delayed') return delayOf(found, now);
      const account = project.account();
      if (found.isTry && sources.isTriedElsewhere(account)) {
        return delayOf(
          { until: now + PROBE_LOOK_MS, why: `${MAY_BE_OVER}; another machine is trying it` },
          now,
        );
      }
      const triedAt = tries.get(account) ?? -Infinity;
      if (triedAt > now || now - triedAt >= TRY_MS) return undefined;
      const why = 'another session of the account starts first';
      return delayOf({ until: triedAt + TRY_MS, why }, now);
    },
    tries: (config, now) => {
      const project = projectOf(config, now);
      const found = project?.ahead(now);
      return found?.kind === 'one' && found.isTry ? project?.account() : undefined;
    },
    started: (config, now) => {
      const account = projectOf(config, now)?.account();
      if (account !== undefined) tries.set(account, now);
    },
  };
}

/** Reads a project once, and again after a time or a change of its files. */
function projectReader({ hasBooks, seenIn, open }: DelaySources) {
  const projects = new Map<string, Opened>();
  return (config: string, now: number): DelayedProject | undefined => {
    if (!hasBooks()) return undefined;
    const seen = seenIn(config);
    const known = projects.get(config);
    const isFresh = known !== undefined && Math.abs(now - known.readAt) < READ_MS;
    if (isFresh && known.seen === seen) return known.project;
    const project = tryTo(() => open(config));
    projects.set(config, { readAt: now, seen, project });
    return project;
  };
}

function tryTo<T>(open: () => T): T | undefined {
  try {
    return open();
  } catch {
    return undefined;
  }
}
