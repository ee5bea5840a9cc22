import type { ChatMessage, ChatReply } from '../../domain/people/chat.ts';
import { sessionCommand } from '../../domain/session/session-command.ts';
import { withPause } from '../../domain/session/standing.ts';
import type { OpenedSession } from '../ports/telegram.ts';
import { look } from '../session/look.ts';

/** What happens next with a session. */
interface Next {
  /** One short sentence. */
  readonly said: string;
  /** The command that makes it happen, where nothing else does. */
  readonly command: string | undefined;
}

/**
 * The reply to an act that is recorded: what happens next, and what would make it happen. A phone cuts
 * the words over a button, so a command is a message of its own.
 */
export function withNext(session: OpenedSession, reply: ChatReply): ChatReply {
  const { said, command } = nextOf(session);
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

function nextOf(session: OpenedSession): Next {
  const { standing, ledger } = look(session.store);
  const holder = session.leases.holder();
  const named = { config: session.config, session: session.name };
  const waits = (said: string): Next => ({ said, command: undefined });
  const now = withPause(standing, ledger.paused);
  const said = now.kind === 'ready' ? undefined : session.words(now);
  if (said !== undefined)
    return now.kind === 'done' ? { said, command: sessionCommand(named, REOPEN) } : waits(said);
  if (holder?.busy === true) return waits('An agent is at work; it goes on after that iteration.');
  if (holder?.sleepsUntil !== undefined) {
    const until = timeOf(holder.sleepsUntil);
    if (holder.sleepsFor === 'outage') {
      return waits(`The provider is down: its run tries again at ${until}.`);
    }
    return waits(`Its run sleeps for the provider's limit until ${until}.`);
  }
  if (holder !== undefined) return waits('Its run goes on now.');
  const resumeAt = 'resumeAt' in standing ? standing.resumeAt : undefined;
  const from = resumeAt === undefined ? '' : ` before ${timeOf(resumeAt)} it spawns nothing, and`;
  return {
    said: `It is recorded;${from} nothing runs the session now.`,
    command: sessionCommand(named),
  };
}

const REOPEN = { words: ['resume'], flags: '--phase investigation --note "…"' };

function timeOf(epochMs: number): string {
  return new Date(epochMs).toString();
}
