import type { SessionStatus } from '../../../app/reading/session-status.ts';
import { payerWords } from '../../../domain/provider/cost/billing.ts';
import { spentWords, tokensSpent } from '../../../domain/provider/cost/cost-words.ts';
import { completeCommands, sessionCommand } from '../../../domain/session/session-command.ts';
import type { GateTrouble } from '../../../domain/session/standing.ts';
import { formatDuration } from '../../../domain/text/duration.ts';
import { printable } from '../../../domain/text/printable.ts';
import { holderName, sinceWords, takeOverHint } from '../holder.ts';
import type { Paint } from '../live/paint.ts';
import { tryNowHint } from '../session-command.ts';
import { clock } from '../stamp.ts';
import { stateColour } from './state-colour.ts';
import { waitWords } from './wait-words.ts';

/** Input of the text besides the status. */
export interface Asked {
  /** As given; undefined: the commands find it by themselves. */
  readonly config: string | undefined;
  /** Epoch milliseconds. */
  readonly now: number;
  /** The beginning of the reason that is not ours. */
  readonly quote?: string;
  /** Of a session that waits. */
  readonly trouble?: GateTrouble | undefined;
  /** Undefined: none. */
  readonly colours?: Paint;
}

/** A status for the eye: one fact a line, and what would help; `more`: further facts. */
export function statusLines(
  status: SessionStatus,
  asked: Asked,
  more: readonly (readonly [string, string])[] = [],
): string {
  const lines: (readonly [string, string | null])[] = [
    ['session', `${status.session} (${status.path})`],
    ['phase', status.phase],
    ['state', stateWords(status, asked)],
    ['iteration', iterationWords(status)],
    ...status.pending.map((one) => ['pending', pendingWords(one)] as const),
    ['held by', holderWords(status, asked)],
    ['last action', status.lastAction],
    ['next', status.state === 'done' ? null : status.next],
    [
      'cost',
      status.iteration === 0 ? null : `${spentWords(status)}, ${tokensSpent(status.tokens)}`,
    ],
    ['paid by', status.billing === null ? null : payerWords(status.billing)],
    ...more,
  ];
  const shown = lines.filter((line): line is readonly [string, string] => line[1] !== null);
  const paintOf = (name: string): ((text: string) => string) => {
    if (asked.colours === undefined) return String;
    return name === 'state' ? stateColour(status.state, asked.colours) : String;
  };
  return shown
    .map(([name, value]) => `${name.padEnd(12)} ${paintOf(name)(printable(value))}\n`)
    .join('');
}

function iterationWords({ iteration, running }: SessionStatus): string {
  if (running === null) return String(iteration);
  const nth = running.attempt > 1 ? `, attempt ${running.attempt}` : '';
  return `${running.iteration}${nth}, since ${sinceWords(running.startedAt)}`;
}

function pendingWords({ kind, by, note }: SessionStatus['pending'][number]): string {
  return `${kind} by ${by}${note === null ? '' : `: ${printable(note, NOTE_SHOWN)}`}`;
}

const NOTE_SHOWN = 100;

function stateWords(status: SessionStatus, asked: Asked): string {
  const place = { config: asked.config, session: status.session };
  const why = completeCommands(status.reason ?? '', place, asked.quote);
  const reason = status.reason === null ? '' : `: ${why}`;
  const until = status.resumeAt === null ? '' : `, until ${clock(Date.parse(status.resumeAt))}`;
  const isPaused = status.state === 'paused';
  const awaited =
    status.awaiting === null ? '' : `${isPaused ? ', waiting' : ''} for ${status.awaiting}`;
  const seen =
    status.state === 'running' && status.holder?.visible === false ? ' when last seen' : '';
  const again = status.retried ? ' (each run tries again)' : '';
  const cure = completeCommands(cureOf(status, asked), place);
  return `${status.state}${seen}${again}${awaited}${until}${reason}${cure}`;
}

function cureOf(status: SessionStatus, { config, trouble }: Asked): string {
  if (status.state === 'parked') return ` → ${tryNowHint({ config, session: status.session })}`;
  if (status.state === 'paused') return ' → samocode resume';
  if (status.awaiting !== null) return ` → ${waitWords(status.awaiting, trouble).ends}`;
  if (status.retried) return '';
  if (status.state === 'idle' && status.reason !== null) {
    return ` → ${sessionCommand({ config, session: status.session }, { words: ['why'] })}`;
  }
  if (status.state === 'blocked') return ' → samocode resume --note "…"';
  return '';
}

function holderWords({ holder, session }: SessionStatus, { config, now }: Asked): string | null {
  if (holder === null) return null;
  const { pid, host, since, silentMs, beatAt } = holder;
  if (!holder.visible) {
    const seenAt = beatAt === null ? undefined : Date.parse(beatAt);
    const seen = { host: holder.host, process: { pid: holder.pid }, isVisible: false, seenAt };
    return `${holderName(seen, now)}, since ${sinceWords(since)} → ${takeOverHint({ config, session })}`;
  }
  const held = `pid ${pid} on ${host} since ${sinceWords(since)}`;
  if (silentMs === null) return held;
  return `${held}: pid ${pid} lives but has not beaten for ${formatDuration(silentMs)} → look at it, or end it: the next run goes on where it was`;
}
