import { spentCell, UNKNOWN } from '../../../domain/provider/cost/cost-words.ts';
import type { Changes } from '../../../domain/report/report.ts';
import { formatDuration } from '../../../domain/text/duration.ts';
import * as numbers from '../../../domain/text/numbers.ts';
import { clock } from '../stamp.ts';

export function costText(costUsd: number | null, pricedUsd?: number | null): string {
  return spentCell({ costUsd, pricedUsd });
}

export function countText(count: number | null): string {
  return count === null ? UNKNOWN : numbers.countText(count);
}

export function tokensText(tokens: number | null): string {
  return tokens === null || tokens === 0 ? UNKNOWN : numbers.tokensText(tokens);
}

export function durationText(ms: number | null): string {
  return ms === null ? UNKNOWN : formatDuration(ms);
}

/** Local date and time to the second; an ISO 8601 text. */
export function timeText(iso: string | null): string {
  return iso === null ? UNKNOWN : clock(Date.parse(iso));
}

/** The end of a stretch, without the day if that is the one of its start. */
export function sameDay(from: string, until: string): string {
  const day = from.slice(0, 11);
  return until.startsWith(day) ? until.slice(day.length) : until;
}

export function plural(count: number, one: string, many = `${one}s`): string {
  return `${countText(count)} ${count === 1 ? one : many}`;
}

export function changesText(changes: Changes | null): string {
  if (changes === null) return UNKNOWN;
  const { commits, files, insertions, deletions } = changes;
  if (commits === 0 && files === 0) return 'no commit';
  const stat = `${plural(files, 'file')} +${countText(insertions)} −${countText(deletions)}`;
  return `${plural(commits, 'commit')}, ${stat}`;
}
