import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Here } from '../../../adapters/config/environment.ts';
import { loadConfig } from '../../../adapters/config/load-config.ts';
import { openLimitBook } from '../../../adapters/limits/limit-book.ts';
import type { StartAhead } from '../../../adapters/limits/start-ahead.ts';
import { identitiesIn } from '../../../adapters/process/table/identities.ts';
import { openProcessTable } from '../../../adapters/process/table/open-process-table.ts';
import { sessionWatch } from '../../../adapters/session/fingerprints/waiting.ts';
import type { Delays } from '../../../app/ports/queue/work.ts';
import { modelInUse } from '../../../domain/models/model-setting.ts';
import { PHASES } from '../../../domain/phases/phase.ts';
import { accountOf } from '../../../domain/provider/account.ts';
import type { Delay } from '../../../domain/queue/queued.ts';
import { keepOf } from '../../../domain/quota/guard.ts';
import { DEFAULT_MAX_WAIT } from '../../../domain/run/max-wait.ts';
import { parseDuration } from '../../../domain/text/duration.ts';
import { sharedCapReader } from './shared-cap.ts';

/** The folders of the books; without them nothing is delayed. */
const BOOKS = ['limits', 'spend', 'reserved'];
/** The settings are read again after so long, also where no file of the project has changed. */
const READ_MS = 60_000;
/** A run that was started to try has claimed the try by then, or has ended. */
const TRY_MS = 10_000;
/** A run under `work` waits no longer: it parks its session. */
const LONG_MS = parseDuration(DEFAULT_MAX_WAIT) ?? 0;

/** A project, as its runs would read it. */
interface Opened {
  readonly readAt: number;
  readonly seen: string;
  /** Undefined: its settings cannot be read, and a run says why. */
  readonly project: ReturnType<typeof openProject> | undefined;
}

/** What delays the sessions of each project, from the books that all runs share. */
export function openDelays(at: Here): Delays {
  const projects = new Map<string, Opened>();
  /** When a session was started to try, by account. */
  const tries = new Map<string, number>();
  const projectOf = (config: string, now: number): Opened['project'] => {
    if (!BOOKS.some((name) => existsSync(join(at.stateDir, name)))) return undefined;
    const seen = sessionWatch.seenIn({ config, path: undefined });
    const known = projects.get(config);
    const isFresh = known !== undefined && Math.abs(now - known.readAt) < READ_MS;
    if (isFresh && known.seen === seen) return known.project;
    const project = tryToOpen(at, config);
    projects.set(config, { readAt: now, seen, project });
    return project;
  };
  return {
    of: (config, now) => {
      const project = projectOf(config, now);
      const found = project?.ahead(now);
      if (project === undefined || found === undefined) return undefined;
      if (found.kind === 'free') return undefined;
      if (found.kind === 'delayed') return delayOf(found, now);
      const triedAt = tries.get(project.account()) ?? -Infinity;
      if (triedAt > now || now - triedAt >= TRY_MS) return undefined;
      const why = 'another session of the account starts first';
      return delayOf({ until: triedAt + TRY_MS, why }, now);
    },
    started: (config, now) => {
      const account = projectOf(config, now)?.account();
      if (account !== undefined) tries.set(account, now);
    },
  };
}

function delayOf({ until, why }: Pick<Delay, 'until' | 'why'>, now: number): Delay {
  return { until, why, isLong: until - now > LONG_MS };
}

function tryToOpen(at: Here, configPath: string): Opened['project'] {
  try {
    return openProject(at, configPath);
  } catch {
    return undefined;
  }
}

function openProject(at: Here, configPath: string) {
  const { config, child } = loadConfig({ ...at, configPath, flags: {}, checkExecutable: false });
  const processes = identitiesIn(openProcessTable(process.platform));
  const account = accountOf(config.provider, child, at.home);
  // Of no session: what one met itself, its own wait in the queue tells.
  const use = { processes, session: '', keep: keepOf(config) };
  const book = openLimitBook(at.stateDir, account, use);
  const cap = sharedCapReader(at.stateDir, config, processes);
  const models = [...new Set(PHASES.map((phase) => modelInUse(config, phase)))];
  const ofAccount = (now: number): StartAhead => {
    // Another provider may take over, which only the run can tell.
    if (config.other !== undefined) return { kind: 'free' };
    const all = models.map((model) => {
      book.use(model);
      return book.ahead(now, config.startSpacingMs);
    });
    return leastOf(all);
  };
  return {
    account: () => book.account(),
    ahead: (now: number): StartAhead => cap(now) ?? ofAccount(now),
  };
}

/** Not all sessions are in a phase with the model that has the longest delay. */
function leastOf(all: readonly StartAhead[]): StartAhead {
  const untilOf = (one: StartAhead): number => {
    if (one.kind === 'delayed') return one.until;
    return one.kind === 'one' ? 0 : -1;
  };
  return all.toSorted((a, b) => untilOf(a) - untilOf(b))[0] ?? { kind: 'free' };
}
