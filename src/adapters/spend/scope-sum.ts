import { join } from 'node:path';
import type { SpendScope } from '../../app/ports/books.ts';
import { dayOf, sessionMark } from '../../domain/provider/cost/spending.ts';
import { type DaySum, openDaySum } from './day-sum.ts';
import { dayFiles } from './read-book.ts';

/** The sum of the attempts in a scope of the spend book. */
export interface ScopeSum {
  /** US dollars until `now`. Files of past days are read once a day, and today's only from where the last look ended. */
  look(now: Date): number;
}

export function openScopeSum(folder: string, of: SpendScope): ScopeSum {
  const mark = typeof of === 'string' ? '' : sessionMark(of.session);
  const open = (day: string): DaySum => openDaySum(day, join(folder, `${day}.jsonl`), mark);
  let today: DaySum | undefined;
  let beforeUsd = 0;
  return {
    look(now) {
      const day = dayOf(now);
      if (today?.day !== day) {
        today = open(day);
        const first = firstDay(of, now);
        const days = first === day ? [] : dayFiles(folder).map((name) => name.slice(0, 10));
        const past = days.filter((one) => one >= first && one < day);
        beforeUsd = past.reduce((sum, one) => sum + open(one).look(), 0);
      }
      return beforeUsd + today.look();
    },
  };
}

/** The first local day of a scope; every day is after the empty text. */
export function firstDay(of: SpendScope, now: Date): string {
  if (of === 'day') return dayOf(now);
  return of === 'month' ? `${dayOf(now).slice(0, 7)}-01` : '';
}
