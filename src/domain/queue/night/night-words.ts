import { printableWords } from '../../text/printable.ts';
import { rowTimestamp } from '../../text/timestamps.ts';
import { projectOf } from '../words.ts';
import type { NightNews, NightSession, NightStanding } from './night.ts';

/** The number of sessions in each state. */
export type NightCounts = Readonly<Record<'done' | NightStanding, number>>;

/** So many sessions of each kind are named. */
const NAMED = 15;
const NAME_LENGTH = 60;
const WHY_LENGTH = 150;

const GROUPS = {
  waiting: 'waiting for you',
  blocked: 'blocked',
  parked: 'parked',
  running: 'running',
  queued: 'in line',
} as const satisfies Record<NightStanding, string>;
const STANDINGS = Object.keys(GROUPS) as readonly NightStanding[];

export function nightCounts({ done, sessions }: NightNews): NightCounts {
  const count = (wanted: NightStanding): number =>
    sessions.filter(({ standing }) => standing === wanted).length;
  const [waiting, blocked, parked] = [count('waiting'), count('blocked'), count('parked')];
  const [queued, running] = [count('queued'), count('running')];
  return { done: done.length, waiting, blocked, parked, running, queued };
}

/** The notice on the whole queue: the counts, then the sessions, those that need a person first. */
export function nightText(news: NightNews): string {
  const { done, ...others } = nightCounts(news);
  const counts = STANDINGS.filter((standing) => others[standing] > 0).map(
    (standing) => `${others[standing]} ${GROUPS[standing]}`,
  );
  const first = [`${done} done`, ...counts].join(', ');
  const groups = STANDINGS.map((wanted) =>
    group(
      GROUPS[wanted],
      news.sessions.filter(({ standing }) => standing === wanted).map(sessionWords),
    ),
  );
  const parts = [
    news.sessions.length === 0 ? `${first}; nothing is left in line` : first,
    ...groups,
    group('done', news.done.map(nameWords)),
    'For more: samocode report --all',
  ];
  return parts.filter((part) => part !== '').join('\n\n');
}

function group(title: string, lines: readonly string[]): string {
  if (lines.length === 0) return '';
  const more = lines.length > NAMED ? [`- and ${lines.length - NAMED} more`] : [];
  return [`${title}:`, ...lines.slice(0, NAMED).map((line) => `- ${line}`), ...more].join('\n');
}

function sessionWords(session: NightSession): string {
  const { until, why } = session;
  const time = until === null ? '' : `until ${rowTimestamp(new Date(until))}: `;
  const words = `${time}${printableWords(why, WHY_LENGTH)}`;
  return words === '' ? nameWords(session) : `${nameWords(session)}: ${words}`;
}

function nameWords({ session, config }: { readonly session: string; readonly config: string }) {
  return `${printableWords(session, NAME_LENGTH)} (${projectOf(config)})`;
}
