import { GROUP_REFUSAL, opensSomething } from '../../domain/people/group-chat.ts';
import {
  PHONE_COMMANDS,
  type Incoming,
  type PhoneCommand,
  type PhoneReply,
  type Token,
} from '../../domain/people/phone.ts';
import { UserError } from '../../domain/text/user-error.ts';
import {
  answerWith,
  approvePlan,
  askWhy,
  noneNeeded,
  rejectPlan,
  resumeSession,
} from './inbox-acts.ts';
import type { KnownSession, Office, OpenedSession } from '../ports/inbox.ts';
import { logReply, statusReply, steerFromPhone } from './inbox-words.ts';

/**
 * Does what came from the phone. An effect carries the update's `source` into its row, so the same update
 * again has none; whatever cannot be done is answered with one sentence, and changes nothing.
 */
export async function applyIncoming(office: Office, incoming: Incoming): Promise<PhoneReply> {
  const { what } = incoming;
  if (incoming.isAnybody === true && opensSomething(what)) return { said: GROUP_REFUSAL };
  try {
    switch (what.kind) {
      case 'press':
        if (what.token === undefined)
          return {
            said: 'This button is not one that samocode made now; nothing was done. Use the newest message, or a command of samocode.',
          };
        return await pressed(office, incoming, what.token);
      case 'command':
        return await commanded(office, incoming, what);
      case 'text':
        return await replied(office, incoming, what);
    }
  } catch (error) {
    // A disk that refuses is told as well: the person at the phone is the one who waits.
    if (error instanceof UserError) {
      return {
        said: `Nothing was done: ${error.message}${error.hint === undefined ? '' : ` (${error.hint})`}`,
      };
    }
    return { said: `Nothing was done: ${error instanceof Error ? error.message : String(error)}` };
  }
}

const GONE: PhoneReply = { said: 'That session is not there any more; nothing was done.' };

async function pressed(office: Office, incoming: Incoming, token: Token): Promise<PhoneReply> {
  const session = office.open(token.session);
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
      return await run(office, session, { incoming, command: token.kind });
    case 'answer':
    case 'why':
    case 'note':
      return { said: 'That is no button of ours.' };
  }
}

async function run(
  office: Office,
  session: OpenedSession,
  { incoming, command }: { readonly incoming: Incoming; readonly command: PhoneCommand },
): Promise<PhoneReply> {
  switch (command) {
    case 'status':
      return statusReply([session], office.now());
    case 'log':
      return logReply(session);
    case 'resume':
      return await resumeSession(session, incoming);
    case 'pause':
    case 'stop':
      return await steerFromPhone(session, incoming, { kind: command, note: undefined });
  }
}

type Commanded = Extract<Incoming['what'], { kind: 'command' }>;

async function commanded(
  office: Office,
  incoming: Incoming,
  { word, rest }: Commanded,
): Promise<PhoneReply> {
  const command = PHONE_COMMANDS.find((one) => one === word);
  if (command === undefined) return { said: HELP };
  const named = rest.trim();
  const all = office.sessions();
  const meant = named === '' ? all : all.filter((one) => isNamed(one, named));
  if (meant.length === 0) {
    return {
      said: named === '' ? 'No session is known here yet.' : `There is no session "${named}" here.`,
    };
  }
  if (command === 'status') {
    return statusReply(
      meant.flatMap(({ token }) => office.open(token) ?? []),
      office.now(),
    );
  }
  const [only] = meant;
  if (meant.length === 1 && only !== undefined) {
    const session = office.open(only.token);
    return session === undefined ? GONE : await run(office, session, { incoming, command });
  }
  return { said: '', messages: [whichOf(meant, command)] };
}

const HELP = [
  '/status, /log: the state of the sessions, the output of the last run',
  '/pause, /resume, /stop: after the iteration in progress',
  'Each takes the name of a session. Answer a question by its buttons or by a reply to it; a reply to any other message of ours is a note for the next agent.',
].join('\n');

function isNamed({ name, path }: KnownSession, wanted: string): boolean {
  return name === wanted || path.endsWith(`/${wanted}`);
}

const CHOICE_LIMIT = 20;

function whichOf(sessions: readonly KnownSession[], command: PhoneCommand) {
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
  office: Office,
  incoming: Incoming,
  { text, reference }: Replied,
): Promise<PhoneReply> {
  if (reference === undefined) return { said: `Reply to one of my messages, or:\n${HELP}` };
  const session = office.open(reference.session);
  if (session === undefined) return GONE;
  switch (reference.kind) {
    case 'answer':
      return await answerWith(session, incoming, { ...reference, pick: { kind: 'words', text } });
    case 'why':
      return await rejectPlan(session, incoming, { plan: reference.plan, note: text });
    case 'approve':
    case 'reject':
    case 'choose':
    case 'suggested':
    case 'none':
    case 'note':
    case 'status':
    case 'pause':
    case 'resume':
    case 'stop':
    case 'log':
      return await steerFromPhone(session, incoming, { kind: 'note', note: text });
  }
}
