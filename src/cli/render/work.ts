import { dirname } from 'node:path';
import type { WorkEvent } from '../../app/ports/queue/work.ts';
import type { WorkEnd } from '../../app/work/work.ts';
import { diskFullWords } from '../../domain/run/disk-codes.ts';
import { completeCommands } from '../../domain/session/session-command.ts';
import { errorCode, errorMessage } from '../../domain/text/error-code.ts';
import { printable } from '../../domain/text/printable.ts';
import { joinShellWords } from '../../domain/text/shell-words.ts';
import { UserError } from '../../domain/text/user-error.ts';
import { clock } from './stamp.ts';

/** A line of `samocode work`, without its time. */
export function workWords(event: WorkEvent): string {
  switch (event.kind) {
    case 'started':
      return `${printable(event.queued.session)} starts`;
    case 'woken':
      return `${printable(event.queued.session)} is in line again: its files have changed`;
    case 'ended':
      return endWords(event);
    case 'no-memory':
      return `nothing starts: ${gigabytes(event.availableBytes)} of memory are left, and --min-memory is ${gigabytes(event.leastBytes)}`;
    case 'closed':
      return `nothing starts before ${clock(event.from)}`;
    case 'delayed':
      return `nothing starts before ${clock(event.delay.until)}: ${printable(event.delay.why)}`;
    case 'draining':
      return event.runs === 0 ? 'ending' : `ending: nothing more starts; ${endingRuns(event.runs)}`;
    case 'warning':
      return `warning: ${printable(event.text)}`;
    case 'trouble':
      return `warning: ${printable(troubleWords(event.error))}; trying again`;
  }
}

export function endingRuns(count: number): string {
  return `${count} ${count === 1 ? 'run ends' : 'runs end'} after the iteration in progress`;
}

function troubleWords(error: unknown): string {
  const what = diskFullWords(errorCode(error));
  if (what !== undefined && error instanceof Error && 'path' in error) {
    const look = joinShellWords(['df', '-h', dirname(String(error.path))]);
    return `${what}: free some space there (${look})`;
  }
  const hint = error instanceof UserError && error.hint !== undefined ? ` → ${error.hint}` : '';
  return `${errorMessage(error)}${hint}`;
}

function endWords({ queued, end }: Extract<WorkEvent, { kind: 'ended' }>): string {
  const why = printable(completeCommands(end.why, queued));
  const said = `${printable(queued.session)}: ${why}`;
  if (end.kind !== 'waits') return end.kind === 'again' ? `${said} (in line again)` : said;
  const { until } = end;
  return `${said} (${until === null ? 'waits for you' : `again at ${clock(until)}`})`;
}

/** Why `samocode work` ended. */
export const WORK_ENDS: Readonly<Record<WorkEnd, string>> = {
  drained: 'ended',
  hours: 'ended: its hours are over',
  empty: 'ended: no session of the queue can run before a person acts',
};

function gigabytes(bytes: number): string {
  return `${(bytes / 2 ** 30).toFixed(1)} GB`;
}
