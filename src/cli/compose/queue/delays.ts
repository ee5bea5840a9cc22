import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Here } from '../../../adapters/config/environment.ts';
import { loadSettings } from '../../../adapters/config/load-config.ts';
import { openLimitBook } from '../../../adapters/limits/limit-book.ts';
import { identitiesHere } from '../../../adapters/process/table/identities.ts';
import { openReservations } from '../../../adapters/spend/reservations.ts';
import { sharedCapReader } from '../../../app/limits/shared-cap.ts';
import type { Delays } from '../../../app/ports/queue/work.ts';
import { aheadOf } from '../../../app/work/ahead.ts';
import { type DelayedProject, delaysOf, type DelaySources } from '../../../app/work/delays.ts';
import { modelInUse } from '../../../domain/models/model-setting.ts';
import { PHASES } from '../../../domain/phases/phase.ts';
import { accountOf } from '../../../domain/provider/account.ts';
import { keepOf } from '../../../domain/quota/guard.ts';
import { readSpending } from '../reading/read-only.ts';
import { sessionWatch } from './session-watch.ts';

const BOOKS = ['limits', 'spend', 'reserved'];

/** What delays the sessions of each project of this user. */
export function openDelays(
  at: Here,
  isTriedElsewhere: DelaySources['isTriedElsewhere'] = () => false,
): Delays {
  const watch = sessionWatch(at);
  return delaysOf({
    isTriedElsewhere,
    hasBooks: () => BOOKS.some((name) => existsSync(join(at.stateDir, name))),
    seenIn: (config) => watch.seenIn({ config, path: undefined }),
    open: (config) => openProject(at, config),
  });
}

function openProject(at: Here, configPath: string): DelayedProject {
  const { config, child } = loadSettings({ ...at, configPath });
  const processes = identitiesHere();
  const account = accountOf(config.provider, child, at.home);
  // Of no session: what one met itself, its own wait in the queue tells.
  const use = { processes, session: '', keep: keepOf(config) };
  const book = openLimitBook(at.stateDir, account, use);
  const cap = sharedCapReader(config, {
    spending: readSpending(at),
    reservations: openReservations(at.stateDir, processes),
  });
  const models = PHASES.map((phase) => modelInUse(config, phase));
  const { startSpacingMs } = config;
  const sources = { book, cap, models, startSpacingMs, hasOther: config.other !== undefined };
  return { account: () => book.account(), ahead: (now) => aheadOf(sources, now) };
}
