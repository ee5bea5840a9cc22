import {
  isByAnybody,
  isShownTo,
  type ProjectChat,
  projectRefusal,
} from '../../../domain/fleet/chat/project-chat.ts';
import type { Incoming } from '../../../domain/people/chat.ts';
import { sessionToken } from '../../../domain/people/token.ts';
import type { QueueView } from '../../ports/queue/queue.ts';
import type { KnownSession, OpenedSession, SessionDirectory } from '../../ports/telegram.ts';

/** A session as it was registered with a bot. */
export interface RegisteredSession extends Omit<KnownSession, 'token'> {
  /** Its topic in a forum; undefined: none. */
  readonly topic: number | undefined;
}

/** The sessions of a bot, their projects, and the queue of this user. */
export interface DirectoryParts {
  /** The one told of last comes first. */
  readonly sessions: () => readonly RegisteredSession[];
  /** The chat of a project, and who may act there; undefined: for a session of an earlier version. */
  readonly chatOf: (config: string | undefined) => ProjectChat | undefined;
  readonly open: (known: KnownSession) => OpenedSession;
  readonly queue: (now: number) => Promise<QueueView>;
  readonly now: () => number;
}

/**
 * A command in a chat is about the sessions of its projects; in a topic about those of that topic, and of none. A button
 * or a reply finds each session, whose project says who may act.
 */
export function directoryFor(
  incoming: Incoming,
  { sessions, chatOf, open, queue, now }: DirectoryParts,
): SessionDirectory {
  const { topic } = incoming;
  const all = once(() => sessions().map((one) => ({ ...one, token: sessionToken(one.path) })));
  const shown = once(() => all().filter(({ config }) => isShownTo(incoming, chatOf(config))));
  return {
    ...{ chatOf, now, queue: () => queue(now()) },
    sessions: () =>
      shown().filter((one) => one.topic === undefined || one.topic === (topic ?? one.topic)),
    open: (token) => {
      const known = all().find((session) => session.token === token);
      if (known === undefined) return undefined;
      const chat = chatOf(known.config);
      return {
        ...open(known),
        refusal: projectRefusal(incoming, chat),
        isShown: isShownTo(incoming, chat),
        isOfAnybody: isByAnybody(incoming, chat),
      };
    },
  };
}

/** A message may ask more than once. */
function once<T>(read: () => T): () => T {
  let value: { readonly of: T } | undefined;
  return () => (value ??= { of: read() }).of;
}
