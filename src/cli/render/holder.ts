import type { Holder } from '../../app/ports/session/lease.ts';
import { isPush } from '../../domain/session/push-holder.ts';
import { type NamedSession, sessionCommand } from '../../domain/session/session-command.ts';
import { formatDuration } from '../../domain/text/duration.ts';
import { clock } from './stamp.ts';

type Seen = Pick<Holder, 'host' | 'isVisible' | 'seenAt'> & {
  readonly process: Pick<Holder['process'], 'pid'>;
};

/** Who holds a session; never says of a process that cannot be seen that it lives. */
export function holderName(holder: Seen, now: number): string {
  const { host, process, isVisible } = holder;
  if (isVisible) return `pid ${process.pid} on ${host}`;
  return `a run on ${host} (another container or machine; ${beatWords(holder.seenAt, now)})`;
}

/** Local time; the text as it is where it is no time. */
export function sinceWords(iso: string): string {
  const at = Date.parse(iso);
  return Number.isNaN(at) ? iso : clock(at);
}

/** When a run was last seen. */
export function beatWords(seenAt: number | undefined, now: number): string {
  if (seenAt === undefined) return 'it left no heartbeat';
  return `last heartbeat ${formatDuration(now - seenAt)} ago`;
}

/** Takes a session over from a run that cannot be seen. */
export function takeOverHint(named: NamedSession): string {
  return `if that run is dead: ${sessionCommand(named, { flags: '--force' })}`;
}

/** Why a command does not begin at once. */
export function waitWords(holder: Seen, now: number, limitMs: number): string {
  return `waiting at most ${formatDuration(limitMs)} for another process that pushes the session's state: ${holderName(holder, now)}`;
}

/** Why a second run does not start; one line, which is all that cron mails. */
export function heldWords(
  holder: Seen & Pick<Holder, 'run' | 'since'>,
  named: NamedSession,
  now: number,
): string {
  const what = isPush(holder) ? 'a push of its state holds' : 'another run holds';
  const held = `${what} this session: ${holderName(holder, now)}, since ${sinceWords(holder.since)}`;
  const wait = isPush(holder) ? 'it ends by itself: try again then' : 'wait for it, or end it';
  if (holder.isVisible) return `${held} (${wait})`;
  const after = holder.seenAt === undefined ? '' : '; it is taken over 10 min after its last one';
  return `${held}${after}; ${takeOverHint(named)}`;
}
