import {
  CHAT_COMMANDS,
  type ChatCommand,
  type ChatReply,
  type Incoming,
  type Token,
} from '../../domain/people/chat.ts';
import { GROUP_REFUSAL, isForUsersOnly } from '../../domain/people/group-chat.ts';
import { errorMessage } from '../../domain/text/error-code.ts';
import { UserError } from '../../domain/text/user-error.ts';
import type { KnownSession, OpenedSession, SessionDirectory } from '../ports/telegram.ts';
import { approvePlan, askWhy, rejectPlan, resumeSession } from './acts.ts';
import { answerRound, answerWith, noneNeeded } from './answers.ts';
import { listReply, logReply, statusReply, steerFromChat } from './words.ts';

/**
 * Applies a message from Telegram. An effect carries the update's `source` into its row, so the same update
 * again has none; whatever cannot be done is answered with one sentence, and changes nothing.
 */
export async function applyIncoming(
  directory: SessionDirectory,
  incoming: Incoming,
): Promise<ChatReply> {
  const { what } = incoming;
  if (incoming.isAnybody === true && isForUsersOnly(what)) return { said: GROUP_REFUSAL };
  try {
    switch (what.kind) {
      case 'press':
        if (what.token === undefined)
          return {
            said: 'This button is not one that samocode made now; nothing was done. Use the newest message, or a command of samocode.',
          };
        return await pressed(directory, incoming, what.token);
      case 'command':
        return await commanded(directory, incoming, what);
      case 'text':
        return await replied(directory, incoming, what);
    }
  } catch (error) {
    // A disk that refuses is told as well: the person on Telegram waits for it.
    if (error instanceof UserError) {
      return {
        said: `Nothing was done: ${error.message}${error.hint === undefined ? '' : ` (${error.hint})`}`,
      };
    }
    return { said: `Nothing was done: ${errorMessage(error)}` };
  }
}

const GONE: ChatReply = { said: 'That session is not there any more; nothing was done.' };

async function pressed(
  directory: SessionDirectory,
  incoming: Incoming,
  token: Token,
): Promise<ChatReply> {
  const session = directory.open(token.session);
  if (session === undefined) return { ...GONE, closes: 'This session is not there any more.' };
  switch (token.kind) {
    case 'approve':
      return await approvePlan(session, incoming, token.plan);
    case 'reject':
      return askWhy(session, token.plan);
    case 'choose':
      return await answerWith(session, incoming, {
        ...token,
        pick: { kind: 'option', at: token.option },
      });
    case 'suggested':
      return await answerWith(session, incoming, { ...token, pick: { kind: 'suggestion' } });
    case 'none':
      return await noneNeeded(session, incoming);
    case 'status':
    case 'pause':
    case 'resume':
    case 'stop':
    case 'log':
      return await run(directory, session, { incoming, command: token.kind });
    case 'answer':
    case 'answers':
    case 'why':
    case 'note':
      return { said: 'That is no button of ours.' };
  }
}

async function run(
  directory: SessionDirectory,
  session: OpenedSession,
  { incoming, command }: { readonly incoming: Incoming; readonly command: ChatCommand },
): Promise<ChatReply> {
  switch (command) {
    case 'status':
      return statusReply([session], directory.now());
    case 'log':
      return logReply(session);
    case 'resume':
      return await resumeSession(session, incoming);
    case 'pause':
    case 'stop':
      return await steerFromChat(session, incoming, { kind: command, note: undefined });
  }
}

type Commanded = Extract<Incoming['what'], { kind: 'command' }>;

async function commanded(
  directory: SessionDirectory,
  incoming: Incoming,
  { word, rest }: Commanded,
): Promise<ChatReply> {
  if (incoming.isEdited === true) {
    return { said: 'An edited message is no command; nothing was done. Send it as a new message.' };
  }
  if (word === 'list') return listReply(await directory.queue());
  const command = CHAT_COMMANDS.find((one) => one === word);
  if (command === undefined) return { said: HELP };
  const named = rest.trim();
  const all = directory.sessions();
  const meant = named === '' ? all : all.filter((one) => isNamed(one, named));
  if (meant.length === 0) {
    return {
      said: named === '' ? 'No session is known here yet.' : `There is no session "${named}" here.`,
    };
  }
  if (command === 'status') {
    return statusReply(
      meant.flatMap(({ token }) => directory.open(token) ?? []),
      directory.now(),
    );
  }
  const [only] = meant;
  if (meant.length === 1 && only !== undefined) {
    const session = directory.open(only.token);
    return session === undefined ? GONE : await run(directory, session, { incoming, command });
  }
  return { said: '', messages: [whichOf(meant, command)] };
}

const HELP = [
  '/list: the queue of all projects',
  '/status, /log: the state of the sessions, the output of the last run',
  '/pause, /resume, /stop: after the iteration in progress',
  'The others take the name of a session. Answer a question by its buttons or by a reply to it; a reply to any other message of ours is a note for the next agent.',
].join('\n');

function isNamed({ name, path }: KnownSession, wanted: string): boolean {
  return name === wanted || path.endsWith(`/${wanted}`);
}

const CHOICE_LIMIT = 20;

function whichOf(sessions: readonly KnownSession[], command: ChatCommand) {
  return {
    title: `${command}: which session?`,
    text: '',
    buttons: sessions
      .slice(0, CHOICE_LIMIT)
      .map(({ name, token }) => [{ text: name, token: { kind: command, session: token } }]),
  };
}

type Replied = Extract<Incoming['what'], { kind: 'text' }>;

async function replied(
  directory: SessionDirectory,
  incoming: Incoming,
  { text, reference }: Replied,
): Promise<ChatReply> {
  if (reference === undefined) return { said: `Reply to one of my messages, or:\n${HELP}` };
  const session = directory.open(reference.session);
  if (session === undefined) return GONE;
  if (reference.kind === 'answer') {
    return await answerWith(session, incoming, { ...reference, pick: { kind: 'words', text } });
  }
  if (reference.kind === 'answers') {
    return await answerRound(session, incoming, { round: reference.round, text });
  }
  if (incoming.isEdited === true) return EDITED_NOTE;
  if (reference.kind === 'why') {
    return await rejectPlan(session, incoming, { plan: reference.plan, note: text });
  }
  return await steerFromChat(session, incoming, { kind: 'note', note: text });
}

/** The next agent would get both versions. */
const EDITED_NOTE: ChatReply = {
  said: 'An edit changes no note; nothing was done. Reply again with what you want to add.',
};
