import { NO_COST } from '../../domain/provider/cost/usage.ts';
import { PROBE_LOOK_MS } from '../../domain/provider/limits/closed-windows.ts';
import { isGuarded, keepOf, overWords } from '../../domain/quota/guard.ts';
import type { Loop } from '../run/loop.ts';
import type { Pace } from '../run/pace.ts';
import { type Closed, closedWindow } from './closed-window.ts';
import { askUsage } from './usage.ts';

/**
 * The end of an iteration that need not begin, because it would use the part that the quota guard leaves to the person.
 * Asks a CLI that can be asked, once a minute for all sessions of the account.
 */
export async function keptNow(loop: Loop, pace: Pace, met: number): Promise<Closed | undefined> {
  if (!isGuarded(keepOf(loop.settings.config))) return undefined;
  return (await refreshUses(loop, pace)) ?? overNow(loop, pace, met);
}

/** The same from the numbers that are known. */
export function overNow(loop: Loop, pace: Pace, met: number): Closed | undefined {
  const now = loop.clock.now().getTime();
  const over = loop.books.limits.overMark(now);
  if (over === undefined) return undefined;
  loop.books.limits.sleeps(over.until, now);
  const closed = closedWindow(loop, pace, { until: over.until, met, reason: overWords(over) });
  return closed?.kind === 'wait' ? { ...closed, isKept: true } : closed;
}

/** Undefined once the numbers are as new as they can be; a wait while another session asks. */
async function refreshUses(loop: Loop, pace: Pace): Promise<Closed | undefined> {
  const { spawner, books, clock, teller } = loop;
  if (spawner.askUsage === undefined) return undefined;
  const now = clock.now().getTime();
  switch (books.limits.takeAsk(now)) {
    case 'asked':
      return undefined;
    case 'asking': {
      const reason = 'another session asks how much of the account is used';
      return { kind: 'wait', for: 'turn', at: now + PROBE_LOOK_MS / 4, reason, cost: NO_COST };
    }
    case 'mine': {
      const why = await askUsage(loop);
      if (why !== undefined && pace.iterations === 0) {
        const { name } = spawner.agent.provider;
        const text = `${name} did not tell how much of its usage windows is used (${why}): the quota guard goes by the numbers that are known`;
        teller.report({ kind: 'warning', text });
      }
      return undefined;
    }
  }
}
