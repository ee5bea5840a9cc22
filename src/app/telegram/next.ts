import type { ChatMessage, ChatReply } from '../../domain/people/chat.ts';
import { lineWords } from '../../domain/queue/in-line.ts';
import { isHeldByRun } from '../../domain/session/push-holder.ts';
import { sessionCommand } from '../../domain/session/session-command.ts';
import { withPause } from '../../domain/session/standing.ts';
import type { OpenedSession } from '../ports/telegram.ts';
import { look } from '../session/look.ts';

/** What happens next with a session, by its files and its lease. */
export type Next =
  | {
      readonly kind: 'told';
      /** One short sentence. */
      readonly said: string;
      /** The command that makes it happen, where nothing else does. */
      readonly command: string | undefined;
    }
  /** It is ready, and no run holds it. Nothing is spawned before `resumeAt`, in epoch milliseconds. */
  | { readonly kind: 'unheld'; readonly resumeAt: number | undefined };

/**
 * The reply to an act that is recorded, after the queue was told of it: what happens next, and what would make it
 * happen. A phone cuts the words over a button, so a command is a message of its own.
 */
export function withNext(session: OpenedSession, reply: ChatReply, next: Next): ChatReply {
  const { said, command } = next.kind === 'told' ? next : unheldWords(session, next);
  const replied = { ...reply, said: `${reply.said} ${said}` };
  if (command === undefined) return replied;
  return { ...replied, messages: [...(reply.messages ?? []), startMessage(session, command)] };
}

function startMessage({ name, token }: OpenedSession, command: string): ChatMessage {
  return {
    title: `Nothing runs ${name} now`,
    text: `Start it with:\n${command}`,
    buttons: [],
    reference: { kind: 'note', session: token },
  };
}

/** Asked while the session is locked: a run may begin as soon as the queue is told of the act. */
export function nextOf(session: OpenedSession): Next {
  const { standing, ledger } = look(session.store);
  const found = session.leases.holder();
  const holder = isHeldByRun(found) ? found : undefined;
  const waits = (said: string): Next => ({ kind: 'told', said, command: undefined });
  const now = withPause(standing, ledger.paused);
  const said = now.kind === 'ready' ? undefined : session.words(now);
  if (said !== undefined) {
    const command = now.kind === 'done' ? commandFor(session, REOPEN) : undefined;
    return { kind: 'told', said, command };
  }
  if (holder?.busy === true) return waits('An agent is at work; it goes on after that iteration.');
  if (holder?.sleepsUntil !== undefined) {
    const until = timeOf(holder.sleepsUntil);
    if (holder.sleepsFor === 'outage') {
      return waits(`The provider is down: its run tries again at ${until}.`);
    }
    return waits(`Its run sleeps for the provider's limit until ${until}.`);
  }
  if (holder !== undefined) return waits('Its run goes on now.');
  return { kind: 'unheld', resumeAt: 'resumeAt' in standing ? standing.resumeAt : undefined };
}

interface Unheld {
  readonly said: string;
  readonly command: string | undefined;
}

/** A session in line is for `samocode work`, another one for a run by hand. */
function unheldWords(
  session: OpenedSession,
  { resumeAt }: Extract<Next, { readonly kind: 'unheld' }>,
): Unheld {
  const line = session.line();
  const from = resumeAt === undefined ? '' : ` before ${timeOf(resumeAt)} it spawns nothing, and`;
  if (line === undefined) {
    const said = `It is recorded;${from} nothing runs the session now.`;
    return { said, command: commandFor(session) };
  }
  const { said, command } = lineWords(line);
  return { said: `It is in line:${from} ${said}.`, command };
}

const REOPEN = { words: ['resume'], flags: '--phase investigation --note "…"' };

function commandFor(
  { config, name: session }: OpenedSession,
  act?: Parameters<typeof sessionCommand>[1],
): string {
  return sessionCommand({ config, session }, act);
}

function timeOf(epochMs: number): string {
  return new Date(epochMs).toString();
}
