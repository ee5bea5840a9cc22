import type { ChatRules } from '../../../domain/fleet/chat/chat-rules.ts';
import { sessionToken } from '../../../domain/people/token.ts';
import type { ToldChatSession } from '../../ports/fleet/chat-database.ts';

/** A session that a message of this machine names. */
interface NamedByMessage extends Pick<ToldChatSession, 'topic' | 'toldAtMs' | 'isEnded'> {
  readonly name: string;
  readonly path: string;
  /** Undefined: an earlier version told of it. */
  readonly config: string | undefined;
}

/** The machine and its bot, which tell of sessions. */
interface Telling extends Pick<ToldChatSession, 'machine' | 'bot'> {
  /** The chat of a project that uses the bot, and who may act there. */
  readonly rulesOf: (config: string) => ChatRules | undefined;
}

/** The machine that polls finds the sessions of this one by their tokens. */
export function toldSessions(
  sessions: readonly NamedByMessage[],
  { machine, bot, rulesOf }: Telling,
): readonly ToldChatSession[] {
  return sessions.flatMap(({ name: session, path, config, topic, toldAtMs, isEnded }) => {
    if (config === undefined) return [];
    const folder = path.slice(path.lastIndexOf('/') + 1);
    const named = { config, session, folder, topic, rules: rulesOf(config) };
    return [{ ...named, machine, bot, token: sessionToken(path), toldAtMs, isEnded }];
  });
}
