import type { ChatReply, Incoming } from '../../domain/people/chat.ts';
import { GROUP_REFUSAL, isForUsersOnly } from '../../domain/people/group-chat.ts';
import type { ChatCommand, Token } from '../../domain/people/token.ts';
import type { OpenedSession, SessionDirectory } from '../ports/telegram.ts';
import { approvePlan, askWhy, rejectPlan, resumeSession } from './acts.ts';
import { answerRound, answerWith, noneNeeded } from './answers.ts';
import { applyCommand, HELP, undone } from './commands.ts';
import { listedFor } from './listed.ts';
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
  if (what.kind !== 'command') return await applyToSession(directory, incoming);
  return await applyCommand(incoming, what, {
    sessions: () => directory.sessions(),
    list: async () => await listed(directory, incoming),
    status: (meant) =>
      statusReply(
        meant.flatMap(({ token }) => directory.open(token) ?? []),
        directory.now(),
      ),
    press: async (token) =>
      await applyToSession(directory, { ...incoming, what: { kind: 'press', token } }),
  });
}

async function listed(directory: SessionDirectory, incoming: Incoming): Promise<ChatReply> {
  const view = await directory.queue();
  const { queued, slots } = view;
  const configs = new Set(
    [...directory.sessions(), ...queued, ...slots].map(({ config }) => config),
  );
  const isShown = listedFor(
    incoming,
    [...configs].flatMap((config) =>
      config === undefined ? [] : [{ config, chat: directory.chatOf(config) }],
    ),
  );
  if (isShown === undefined) return { said: GROUP_REFUSAL };
  const taken = slots.filter(isShown);
  const isHidden = taken.length === 0 && slots.length > 0;
  return listReply({ queued: queued.filter(isShown), slots: isHidden ? undefined : taken });
}

/** Applies a press or a reply, which names its session itself. */
export async function applyToSession(
  directory: OneSession,
  incoming: Incoming,
): Promise<ChatReply> {
  const { what } = incoming;
  try {
    if (what.kind === 'press') return await pressed(directory, incoming, what.token);
    if (what.kind === 'text') return await replied(directory, incoming, what);
    return { said: HELP };
  } catch (error) {
    return undone(error);
  }
}

type OneSession = Pick<SessionDirectory, 'open' | 'now'>;

const GONE: ChatReply = { said: 'That session is not there any more; nothing was done.' };

const READS: readonly Token['kind'][] = ['status', 'log'];

/** By the rules of the session's own project. */
function refusalOf(
  { refusal, isOfAnybody }: OpenedSession,
  { what }: Pick<Incoming, 'what'>,
): ChatReply | undefined {
  if (refusal !== undefined) return { said: `Nothing was done: ${refusal}.` };
  return isOfAnybody === true && isForUsersOnly(what) ? { said: GROUP_REFUSAL } : undefined;
}

async function pressed(
  directory: OneSession,
  incoming: Incoming,
  token: Token | undefined,
): Promise<ChatReply> {
  if (token === undefined) {
    return {
      said: 'This button is not one that samocode made now; nothing was done. Use the newest message, or a command of samocode.',
    };
  }
  const session = directory.open(token.session);
  if (session === undefined) return { ...GONE, closes: 'This session is not there any more.' };
  if (!READS.includes(token.kind) || session.isShown === false) {
    const refusal = refusalOf(session, incoming);
    if (refusal !== undefined) return refusal;
  }
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
  directory: OneSession,
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

type Replied = Extract<Incoming['what'], { kind: 'text' }>;

async function replied(
  directory: OneSession,
  incoming: Incoming,
  { text, reference }: Replied,
): Promise<ChatReply> {
  if (reference === undefined) return { said: `Reply to one of my messages, or:\n${HELP}` };
  const session = directory.open(reference.session);
  if (session === undefined) return GONE;
  const refusal = refusalOf(session, incoming);
  if (refusal !== undefined) return refusal;
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
