import type { ChatReply, Incoming } from '../../domain/people/chat.ts';
import { CHAT_COMMANDS, type ChatCommand, type Token } from '../../domain/people/token.ts';
import { errorMessage } from '../../domain/text/error-code.ts';
import { UserError } from '../../domain/text/user-error.ts';
import type { KnownSession } from '../ports/telegram.ts';

/** A session that a command may mean. */
export type NamedSession = Pick<KnownSession, 'token' | 'name' | 'path'>;

/** The sessions that commands mean, and their replies. */
export interface CommandParts<T extends NamedSession> {
  readonly sessions: () => readonly T[];
  readonly list: () => Promise<ChatReply>;
  /** Of several sessions. */
  readonly status: (meant: readonly T[]) => ChatReply;
  /** As if its button had been pressed. */
  readonly press: (token: Token) => Promise<ChatReply>;
}

/** Applies a command such as `/pause login`; never throws. */
export async function applyCommand<T extends NamedSession>(
  incoming: Incoming,
  { word, rest }: { readonly word: string; readonly rest: string },
  { sessions, list, status, press }: CommandParts<T>,
): Promise<ChatReply> {
  if (incoming.isEdited === true) {
    return { said: 'An edited message is no command; nothing was done. Send it as a new message.' };
  }
  const command = CHAT_COMMANDS.find((one) => one === word);
  if (word !== 'list' && command === undefined) return { said: HELP };
  try {
    if (command === undefined) return await list();
    const named = rest.trim();
    const all = sessions();
    const meant = named === '' ? all : all.filter((one) => isNamed(one, named));
    const [only] = meant;
    if (only === undefined) {
      return {
        said:
          named === '' ? 'No session is known here yet.' : `There is no session "${named}" here.`,
      };
    }
    if (meant.length === 1) return await press({ kind: command, session: only.token });
    return command === 'status' ? status(meant) : { said: '', messages: [whichOf(meant, command)] };
  } catch (error) {
    return undone(error);
  }
}

/** A disk that refuses is told as well: the person on Telegram waits for it. */
export function undone(error: unknown): ChatReply {
  const hint = error instanceof UserError ? error.hint : undefined;
  return {
    said: `Nothing was done: ${errorMessage(error)}${hint === undefined ? '' : ` (${hint})`}`,
  };
}

export const HELP = [
  '/list: the queue of the projects that name you',
  '/status, /log: the state of the sessions, the output of the last run',
  '/pause, /resume, /stop: after the iteration in progress',
  'The others take the name of a session. Answer a question by its buttons or by a reply to it; a reply to any other message of ours is a note for the next agent.',
].join('\n');

function isNamed({ name, path }: NamedSession, wanted: string): boolean {
  return name === wanted || path.endsWith(`/${wanted}`);
}

const CHOICE_LIMIT = 20;

function whichOf(sessions: readonly NamedSession[], command: ChatCommand) {
  return {
    title: `${command}: which session?`,
    text: '',
    buttons: sessions
      .slice(0, CHOICE_LIMIT)
      .map(({ name, token }) => [{ text: name, token: { kind: command, session: token } }]),
  };
}
