import type { Election, PollingRight } from '../../../../app/ports/fleet/election.ts';
import type { Leases } from '../../../../app/ports/session/lease.ts';
import type { Apply } from '../../../../app/ports/telegram.ts';
import type { ChatRules } from '../../../../domain/fleet/chat/chat-rules.ts';
import type { BotState, RegisteredSession } from '../bot-state.ts';
import { buttonData } from '../button-data.ts';
import type { TelegramClient, TelegramOptions } from '../client.ts';
import { withoutSecrets } from '../secrets.ts';
import type { Circle } from './circle.ts';
import type { Outcomes } from './outcomes.ts';
import { deliver, sayTextOnly } from './reply.ts';
import { movedBy, readUpdate, updateId, type UpdateReading } from './update.ts';

/** The parts of the poller. */
export interface PollerParts {
  readonly options: TelegramOptions & { readonly userIds: readonly number[] };
  readonly bot: BotState;
  /** In the bot's folder: one poller for each token and machine. */
  readonly leases: Leases;
  /** Of the machines that share the bot; undefined: this one alone uses it. */
  readonly election?: Election | undefined;
  /** The chats of the projects that use the bot, as last known or as of now. */
  readonly projects: (
    as: 'known' | 'now',
    sessions: readonly RegisteredSession[],
  ) => Promise<readonly ChatRules[]>;
  /** A group of them became a supergroup with this id. */
  readonly moved: (chat: ChatRules, to: string) => void;
  readonly apply: Apply;
  /** Those that come late are told elsewhere. */
  readonly outcomes: Outcomes;
  /** Warns a person; one printable line without the token. */
  readonly warn: (text: string) => void;
  /** Details for debugging. */
  readonly debug: (text: string) => void;
}

/** A poller at work. */
export interface Polling extends PollerParts {
  readonly client: TelegramClient;
  readonly right: PollingRight;
  readonly stop: AbortSignal;
  readonly said: Set<string>;
  /** Whether the fleet is asked once more about a stranger: many may come at once. */
  readonly mayAsk: () => boolean;
}

/** The bot itself, as the API names it. */
export interface Self {
  readonly id: number | undefined;
  readonly username: string | undefined;
}

/** Does all that has a number, in order; false: there was something, and nothing had one. */
export async function doAll(
  polling: Polling,
  self: Self,
  updates: readonly unknown[],
): Promise<boolean> {
  const { bot, right, stop } = polling;
  const known = updates
    .flatMap((raw) => {
      const id = updateId(raw);
      return id === undefined ? [] : [{ id, raw }];
    })
    .sort((one, other) => one.id - other.id);
  if (known.length === 0) return updates.length === 0;
  const read = openReader(polling, self, await circleNow(polling, self, known));
  for (const { id, raw } of known) {
    if (stop.aborted || !right.isHeld()) return true;
    await doOne(polling, await read(raw));
    bot.advance(id + 1);
    await right.advance(id + 1);
  }
  return true;
}

/** For all of the updates, as each time all sessions of the bot are read. */
async function circleNow(
  polling: Polling,
  self: Self,
  updates: readonly { readonly raw: unknown }[],
): Promise<Circle> {
  const circle = await circleOf(polling, self, 'known');
  const moved = updates.filter(({ raw }) => noteMoved(polling, circle, raw));
  return moved.length === 0 ? circle : await circleOf(polling, self, 'known');
}

/** Whether it tells that a chat of the bot has another id now. */
function noteMoved(
  { options, moved }: Polling,
  { chatIds, projects }: Circle,
  raw: unknown,
): boolean {
  const to = movedBy(raw, { chatIds });
  if (to !== undefined) options.chat.movedTo(to);
  let isMoved = to !== undefined;
  for (const project of projects) {
    const otherTo = movedBy(raw, { chatIds: project.chats });
    if (otherTo === undefined) continue;
    moved(project, otherTo);
    isMoved = true;
  }
  return isMoved;
}

/** Reads updates in order; one of a stranger again, because a machine may have told of its chat a moment ago. */
function openReader(
  polling: Polling,
  self: Self,
  first: Circle,
): (raw: unknown) => Promise<UpdateReading> {
  let circle = first;
  return async (raw) => {
    const reading = readUpdate(raw, circle);
    const isUnknown = reading.kind === 'ignored' && reading.stranger;
    if (!isUnknown || !polling.mayAsk()) return reading;
    circle = await circleOf(polling, self, 'now');
    return readUpdate(raw, circle);
  };
}

async function doOne(polling: Polling, reading: UpdateReading): Promise<void> {
  const { bot, options, apply, outcomes, client, debug } = polling;
  if (reading.kind === 'ignored') {
    if (reading.stranger) debug('Telegram: an update of another chat or person ignored');
    return;
  }
  const chatId = reading.chatId ?? options.chatId;
  const failure =
    reading.kind === 'no-text'
      ? await sayTextOnly(client, { chatId, topic: reading.topic }, bot)
      : await deliver(
          client,
          { chatId, topic: reading.incoming.topic },
          {
            ...{ ...reading, outcomes },
            reply: await apply({ ...reading.incoming, under: reading.under }),
          },
        );
  if (failure !== undefined) warnOnce(polling, polling.said, failure);
}

async function circleOf(
  { options, bot, projects }: Polling,
  self: Self,
  as: 'known' | 'now',
): Promise<Circle> {
  const { chatId, chat, topic, userIds, token } = options;
  const sessions = bot.sessions();
  return {
    ...{ topics: topicsOf(sessions, topic), projects: await projects(as, sessions) },
    ...{ chatIds: [chatId, chat.current()], userIds, botName: self.username, selfId: self.id },
    ...{ botId: bot.shortId, buttons: buttonData(token) },
  };
}

/** The topics of all projects that this process serves; none if one of the projects has no topic. */
function topicsOf(
  sessions: readonly RegisteredSession[],
  own: number | undefined,
): readonly number[] {
  const topics = [own, ...sessions.map(({ topic }) => topic)];
  const named = topics.filter((topic) => topic !== undefined);
  return named.length === topics.length ? named : [];
}

export function warnOnce({ options, warn }: PollerParts, said: Set<string>, text: string): void {
  const line = withoutSecrets(options, text);
  if (said.has(line)) return;
  said.add(line);
  warn(line);
}
