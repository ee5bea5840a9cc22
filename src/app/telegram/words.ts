import type { ChatButton, ChatMessage, ChatReply, Incoming } from '../../domain/people/chat.ts';
import { isTooLong, type SteerKind } from '../../domain/people/steer.ts';
import { AWAITED } from '../../domain/phases/awaited.ts';
import { spentWords } from '../../domain/provider/cost/cost-words.ts';
import { projectOf, slotsLine, whyNotNow } from '../../domain/queue/words.ts';
import { isHeldByRun } from '../../domain/session/push-holder.ts';
import { errorMessage } from '../../domain/text/error-code.ts';
import { printableWords } from '../../domain/text/printable.ts';
import { steerSession } from '../people/steer.ts';
import type { QueueView } from '../ports/queue/queue.ts';
import type { Holder } from '../ports/session/lease.ts';
import type { OpenedSession } from '../ports/telegram.ts';
import { sessionStatus } from '../reading/status.ts';
import { nextOf, withNext } from './next.ts';

/** So many at most in one message. */
const STATUS_LIMIT = 20;

/**
 * The states of sessions in one message, those first that are not done; for a single session with its buttons.
 * `elsewhere`: those of sessions whose files another machine has.
 */
export function statusReply(
  sessions: readonly OpenedSession[],
  now: number,
  elsewhere: readonly ChatState[] = [],
): ChatReply {
  const [only] = elsewhere.length === 0 ? sessions : [];
  const states = [...sessions.map((session) => stateOf(session, now)), ...elsewhere];
  const open = states.filter(({ isDone }) => !isDone);
  const shown = (open.length === 0 ? states : open).slice(0, STATUS_LIMIT);
  const more = states.length - shown.length;
  const lines = [...shown.map(({ text }) => text), ...(more === 0 ? [] : [`and ${more} more`])];
  const message: ChatMessage = {
    title: 'Status',
    text: lines.join('\n\n'),
    buttons: sessions.length === 1 && only !== undefined ? [commandButtons(only.token)] : [],
    ...(sessions.length === 1 && only !== undefined
      ? { reference: { kind: 'note', session: only.token } }
      : {}),
  };
  return { said: '', messages: [message] };
}

/** The sessions in line and the slots, in one message. `slots` undefined: other people have them. */
export function listReply({
  queued,
  slots,
}: Pick<QueueView, 'queued'> & { readonly slots: QueueView['slots'] | undefined }): ChatReply {
  const lines = queued.slice(0, STATUS_LIMIT).map((one) => {
    const why = whyNotNow(one);
    const name = `${one.session} (${projectOf(one.config)})`;
    return `${name}: ${one.state.kind}${why === '' ? '' : ` ${why}`}`;
  });
  const more = queued.length - lines.length;
  const rest = [
    ...(more > 0 ? [`and ${more} more`] : []),
    ...(slots === undefined ? [] : [slotsLine(slots)]),
  ];
  const text = [...(queued.length === 0 ? ['no session is in line'] : lines), ...rest].join('\n');
  return { said: '', messages: [{ title: 'Queue', text, buttons: [] }] };
}

/** An agent's reason may hold the output of a program. */
const REASON_SHOWN = 300;

/** A session in a message of several. */
export interface ChatState {
  readonly isDone: boolean;
  readonly text: string;
}

function stateOf({ store, leases, name }: OpenedSession, now: number): ChatState {
  let status: ReturnType<typeof sessionStatus>;
  try {
    status = sessionStatus({ store, holder: () => leases.holder(), session: name, now });
  } catch (error) {
    return { isDone: false, text: `${name}: ${errorMessage(error)}` };
  }
  const { state, phase, iteration, awaiting, reason, resumeAt } = status;
  const facts = [
    awaiting === null ? undefined : `waits for ${AWAITED[awaiting]}`,
    reason === null ? undefined : printableWords(reason, REASON_SHOWN),
    resumeAt === null ? undefined : `until ${new Date(resumeAt).toString()}`,
    `cost ${spentWords(status)}`,
  ].filter((fact) => fact !== undefined);
  return {
    isDone: state === 'done',
    text: `${name}: ${state} in ${phase}, iteration ${iteration}\n${facts.join('; ')}`,
  };
}

function commandButtons(session: string): readonly ChatButton[] {
  return [
    { text: 'Pause', token: { kind: 'pause', session } },
    { text: 'Resume', token: { kind: 'resume', session } },
    { text: 'Stop', token: { kind: 'stop', session } },
    { text: 'Log', token: { kind: 'log', session } },
  ];
}

/** The last lines of a session's log. */
export function logReply(session: OpenedSession): ChatReply {
  const text = session.log() || 'nothing yet';
  return { said: '', messages: [{ title: `Log of ${session.name}`, text, buttons: [] }] };
}

/** The API counts in seconds, and clocks differ. */
const SLACK_MS = 2000;

/** Writes pause, stop or note into the session's inbox, whichever run holds it. */
export async function steerFromChat(
  session: OpenedSession,
  { source, by, atMs }: Incoming,
  { kind, note }: { readonly kind: SteerKind; readonly note: string | undefined },
): Promise<ChatReply> {
  if (note !== undefined && isTooLong(note)) return { said: 'The note is too long.' };
  const said = DONE[kind](session.name);
  if (session.store.ledger().sources.includes(source)) return { said, hasEffect: true };
  const holder = session.leases.holder();
  const missed = kind === 'stop' ? nothingToStop(session, holder, atMs) : undefined;
  if (missed !== undefined) return { said: missed };
  const run = kind === 'stop' ? holder?.run : undefined;
  await steerSession(session, { kind, by, note, source, run });
  if (holder?.busy === true) {
    return { said: `${said} It acts when the iteration in progress is over.`, hasEffect: true };
  }
  const done: ChatReply = { said, hasEffect: true };
  return kind === 'note' ? withNext(session, done, nextOf(session)) : done;
}

/** Why there is no run that a stop could mean. */
function nothingToStop(
  { name }: OpenedSession,
  holder: Holder | undefined,
  atMs: number | undefined,
): string | undefined {
  if (!isHeldByRun(holder)) return `No run holds ${name}; there is nothing to stop.`;
  return atMs !== undefined && Date.parse(holder.since) > atMs + SLACK_MS
    ? `The run of ${name} that you meant is over; nothing was stopped.`
    : undefined;
}

const DONE = {
  pause: (name) => `${name} is paused until /resume ${name}.`,
  stop: (name) => `The run of ${name} is stopped.`,
  note: (name) => `Noted for the next agent of ${name}.`,
} as const satisfies Record<SteerKind, (name: string) => string>;
