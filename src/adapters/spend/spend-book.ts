import { join } from 'node:path';
import type { SpendBook } from '../../app/ports/books.ts';
import { dayOf, spendingLine } from '../../domain/provider/cost/spending.ts';
import { boundUsd } from '../../domain/provider/cost/usage.ts';
import type { ProviderName } from '../../domain/provider/provider-name.ts';
import { errorMessage } from '../../domain/text/error-code.ts';
import { isDiskFullError } from '../disk/disk-full-error.ts';
import { appendLine } from './append-line.ts';
import { firstDay, openScopeSum, type ScopeSum } from './scope-sum.ts';
import { isFirstToTell } from './told.ts';

export interface SpendBookOptions {
  /** `$XDG_STATE_HOME/samocode`; the book is `spend/<local day>.jsonl` in it. */
  readonly stateDir: string;
  /** The account that pays, as a key that reveals no credential. */
  readonly account: (provider: ProviderName) => string;
  readonly warn: (text: string) => void;
}

/**
 * The cost of each attempt of this user, one line each, shared by all runs on the machine. Each local
 * day has its own file, so today's sum never reads yesterday's. Each line is appended with one write,
 * so no lock is needed. Writes are not synced: a power cut loses seconds, and no run waits for the disk.
 */
export function openSpendBook({ stateDir, account, warn }: SpendBookOptions): SpendBook {
  const folder = join(stateDir, 'spend');
  const pathOf = (day: string): string => join(folder, `${day}.jsonl`);
  /** Costs that this run could not write still count towards its own limit. */
  const unwritten = new Map<string, number>();
  const sums = new Map<string, ScopeSum>();
  let isWarned = false;
  let full: string | undefined;

  return {
    record(spending) {
      const day = dayOf(spending.at);
      try {
        appendLine(folder, pathOf(day), spendingLine(spending, account(spending.provider)));
        full = undefined;
      } catch (error) {
        full = isDiskFullError(error) ? folder : undefined;
        unwritten.set(day, (unwritten.get(day) ?? 0) + boundUsd(spending.cost));
        if (isWarned) return;
        isWarned = true;
        const reason = errorMessage(error);
        warn(`what this run spends cannot be written down for other runs: ${reason}`);
      }
    },
    spentOn(now, of = 'day') {
      const name = typeof of === 'string' ? of : of.session;
      const sum = sums.get(name) ?? openScopeSum(folder, of);
      sums.set(name, sum);
      const own = [...unwritten].filter(([day]) => day >= firstDay(of, now) && day <= dayOf(now));
      return own.reduce((total, [, usd]) => total + usd, sum.look(now));
    },
    isFirstToTell: (what) => isFirstToTell(stateDir, what),
    fullDisk: () => full,
  };
}
