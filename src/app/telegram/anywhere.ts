import { type ChatMeant, meantBy } from '../../domain/fleet/chat/chat-act.ts';
import { isOfChat } from '../../domain/fleet/chat/chat-rules.ts';
import type { FleetSession } from '../../domain/fleet/fleet-session.ts';
import type { ChatReply, Incoming } from '../../domain/people/chat.ts';
import { GROUP_REFUSAL } from '../../domain/people/group-chat.ts';
import { projectOf } from '../../domain/queue/words.ts';
import { formatDuration } from '../../domain/text/duration.ts';
import { errorMessage } from '../../domain/text/error-code.ts';
import { printableWords } from '../../domain/text/printable.ts';
import type { ChatFleet, ChatSession } from '../ports/fleet/chat.ts';
import type { KnownSession, SessionDirectory } from '../ports/telegram.ts';
import { applyIncoming } from './apply.ts';
import { applyCommand, type NamedSession } from './commands.ts';
import { listedFor, type ListedProject } from './listed.ts';
import { type ChatState, statusReply } from './words.ts';

/**
 * Applies a message from Telegram in a fleet: a session that another machine has gets an act in the database, and its
 * machine carries it out. Where the database is silent, only sessions are reached that were on this machine when it last
 * answered.
 */
export async function applyAnywhere(
  directory: SessionDirectory,
  fleet: ChatFleet,
  incoming: Incoming,
): Promise<ChatReply> {
  const { what } = incoming;
  if (what.kind === 'command') return await commanded(directory, fleet, { ...incoming, what });
  const meant = meantBy(incoming);
  if (meant === undefined) return await applyIncoming(directory, incoming);
  const { session } = meant.token;
  const isKnownHere = directory.open(session) !== undefined;
  let found: ChatSession | undefined;
  try {
    found = await fleet.find(session);
  } catch (error) {
    // Another machine may have taken it over since: then the files here are old.
    const isElsewhere = fleet.lastKnown().some((one) => one.token === session && !one.isHere);
    if (isElsewhere || !isKnownHere) return unreachable(error);
    return await applyIncoming(directory, incoming);
  }
  if (found === undefined) {
    return isKnownHere ? await applyIncoming(directory, incoming) : UNKNOWN;
  }
  if (found.isHere && isKnownHere) return await applyIncoming(directory, incoming);
  return await send(fleet, found, { incoming, meant });
}

/** Its machine could not tell the fleet of it yet, so the buttons stay. */
const UNKNOWN: ChatReply = {
  said: 'Nothing was done: the fleet does not know that session (yet). Try again in a minute, or use samocode on its machine.',
};

function unreachable(error: unknown): ChatReply {
  return {
    said: `Nothing was done: another machine may have that session, and the fleet cannot be asked (${errorMessage(error)}). Try again later.`,
  };
}

async function send(
  fleet: ChatFleet,
  session: ChatSession,
  { incoming, meant }: { readonly incoming: Incoming; readonly meant: ChatMeant },
): Promise<ChatReply> {
  try {
    return (await fleet.send(session, incoming, meant)) ?? { said: waits(session) };
  } catch (error) {
    const { machine, session: name } = session;
    return {
      said: `It may have been sent to ${machine}, which has ${name} (${errorMessage(error)}); then the outcome comes here. Look at /status ${name} before you send it again.`,
    };
  }
}

function waits({ session, machine, seenAgoMs }: ChatSession): string {
  const seen = seenAgoMs === undefined ? '' : ` (seen ${formatDuration(seenAgoMs)} ago)`;
  return `Sent to ${machine}${seen}, which has ${session}; the outcome comes here.`;
}

/** A session of this machine, or of another one. */
type Somewhere = NamedSession & { readonly elsewhere: ChatSession | undefined };

async function commanded(
  directory: SessionDirectory,
  fleet: ChatFleet,
  incoming: Incoming & { readonly what: { readonly kind: 'command' } },
): Promise<ChatReply> {
  const { sender } = incoming;
  // A session whose chat is not known is shown to people of the project that polls alone.
  const isShownHere = ({ rules }: ChatSession): boolean =>
    rules === undefined || sender === undefined
      ? incoming.isForOthers !== true
      : isOfChat(sender, rules);
  const known = (await fleet.sessions().catch(() => fleet.lastKnown())).filter(isShownHere);
  const all = somewhere(directory, known, incoming.topic);
  return await applyCommand(incoming, incoming.what, {
    sessions: () => all,
    list: async () => {
      const all = await fleet.list();
      const isShown = listedFor(incoming, projectsOf(all, directory, fleet));
      return isShown === undefined ? { said: GROUP_REFUSAL } : listOf(all.filter(isShown));
    },
    status: (meant) =>
      statusReply(
        meant.flatMap((one) => (one.elsewhere ? [] : (directory.open(one.token) ?? []))),
        directory.now(),
        meant.flatMap(({ elsewhere }) => (elsewhere ? [stateOf(elsewhere)] : [])),
      ),
    press: async (token) =>
      await applyAnywhere(directory, fleet, { ...incoming, what: { kind: 'press', token } }),
  });
}

/** As the machines told of them last, else by their settings on this machine. */
function projectsOf(
  sessions: readonly FleetSession[],
  { chatOf }: Pick<SessionDirectory, 'chatOf'>,
  fleet: Pick<ChatFleet, 'lastKnown'>,
): readonly ListedProject[] {
  const told = fleet.lastKnown();
  const configs = new Set([...sessions, ...told].map(({ config }) => config));
  return [...configs].map((config) => {
    const rules = told.find((one) => one.config === config && one.rules !== undefined)?.rules;
    return { config, chat: rules === undefined ? chatOf(config) : { kind: 'read', rules } };
  });
}

/** The sessions that a command may mean: of the topic in which it was said, and of none. */
function somewhere(
  directory: SessionDirectory,
  known: readonly ChatSession[],
  topic: number | undefined,
): readonly Somewhere[] {
  const others = known.filter(({ isHere }) => !isHere);
  const isElsewhere = ({ config, path }: KnownSession): boolean =>
    others.some((other) => other.config === config && path.endsWith(`/${other.folder}`));
  const here = directory.sessions().filter((one) => !isElsewhere(one));
  return [
    ...here.map((one) => ({ ...one, elsewhere: undefined })),
    ...others
      .filter((one) => one.topic === undefined || one.topic === (topic ?? one.topic))
      .map((one) => ({
        ...{ token: one.token, name: one.session, path: `/${one.folder}`, elsewhere: one },
      })),
  ];
}

function stateOf({ session, machine, phase, state, iteration, reason }: ChatSession): ChatState {
  const at = phase === null ? '' : ` in ${phase}`;
  const on = iteration === null ? '' : `, iteration ${iteration}`;
  const why = reason === null ? '' : `; ${printableWords(reason, REASON_SHOWN)}`;
  return {
    isDone: state === 'done',
    text: `${session}: ${state ?? 'known by its messages alone'}${at}${on}\non ${machine}${why}`,
  };
}

const REASON_SHOWN = 300;
const LIST_LIMIT = 20;

function listOf(sessions: readonly FleetSession[]): ChatReply {
  const lines = sessions.slice(0, LIST_LIMIT).map((one) => {
    const { session, config, machine, isRunning, state, reason } = one;
    const now = isRunning ? 'running' : (state ?? 'in line');
    const on = machine === null ? '' : ` on ${machine}`;
    const why = reason === null || isRunning ? '' : `: ${printableWords(reason, REASON_SHOWN)}`;
    return `${session} (${projectOf(config)}): ${now}${on}${why}`;
  });
  const more = sessions.length - lines.length;
  const text = [
    ...(lines.length === 0 ? ['no session is in line'] : lines),
    ...(more > 0 ? [`and ${more} more`] : []),
  ].join('\n');
  return { said: '', messages: [{ title: 'Sessions of the fleet', text, buttons: [] }] };
}
