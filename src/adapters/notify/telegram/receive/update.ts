import * as z from 'zod/mini';
import { admits } from '../../../../domain/fleet/chat/chat-rules.ts';
import { byTelegram, type Incoming } from '../../../../domain/people/chat.ts';
import { GENERAL_TOPIC } from '../../../../domain/people/topic.ts';
import { printable } from '../../../../domain/text/printable.ts';
import { movedId } from '../moved-chat.ts';
import { type Circle, isOurChat, projectsAt } from './circle.ts';
import {
  hasMedia,
  type Message,
  type ShownMessage,
  type Update,
  updateSchema,
  type User,
} from './schema.ts';
import { referenceOf, whatOf } from './what.ts';

/** An update, as far as it concerns us (https://core.telegram.org/bots/api#update). */
export type UpdateReading =
  | {
      readonly kind: 'incoming';
      readonly incoming: Incoming;
      /** The id of the chat that is answered; undefined: the configured one. */
      readonly chatId: string | undefined;
      /** The id of a button's callback, to be answered. */
      readonly callback: string | undefined;
      /** The message of ours with the button, or that was replied to. */
      readonly under: ShownMessage | undefined;
    }
  /** A photo, a voice message or a file, for us. */
  | { readonly kind: 'no-text'; readonly chatId: string | undefined; readonly topic: number }
  /**
   * From another chat, from an unauthorised user, or irrelevant; `stranger` counts the first two.
   */
  | { readonly kind: 'ignored'; readonly stranger: boolean };

/** The number of an update, whatever else it holds. */
export function updateId(raw: unknown): number | undefined {
  const parsed = z.object({ update_id: z.int().check(z.nonnegative()) }).safeParse(raw);
  return parsed.data?.update_id;
}

const IGNORED: UpdateReading = { kind: 'ignored', stranger: false };
const STRANGER: UpdateReading = { kind: 'ignored', stranger: true };

/** Never throws, for any update. */
export function readUpdate(raw: unknown, own: Circle): UpdateReading {
  const update = updateSchema.safeParse(raw).data;
  if (update === undefined) return IGNORED;
  const { from, at } = originOf(update);
  if (from === undefined || at === undefined) return IGNORED;
  const there = projectsAt(at.chat, own);
  if (!there.some((rules) => admits(rules, from.id))) return STRANGER;
  const isOwnChat = isOurChat(at.chat, own);
  const circle = isOwnChat ? own : { ...own, topics: [] };
  const chatId = isOwnChat ? undefined : String(at.chat.id);
  const what = whatOf(update, circle);
  const topic = topicOf(at);
  if (what === undefined && isMediaForUs(update, topic, circle))
    return { kind: 'no-text', chatId, topic };
  if (what === undefined || !isOurTopic(what, topic, circle)) return IGNORED;
  const query = update.callback_query;
  const chats = there.flatMap((rules) => rules.chats);
  return {
    ...{ kind: 'incoming', chatId, callback: query?.id },
    incoming: {
      ...incomingOf(update, { from, at, topic, what, chats }, own),
      ...(!(isOwnChat && admits(own, from.id)) && { isForOthers: true }),
    },
    under: query === undefined ? repliedTo(at, what) : at,
  };
}

/** A message or a button press of a person. */
interface Said extends Pick<Incoming, 'what'> {
  readonly from: User;
  readonly at: Message;
  readonly topic: number;
  /** The ids and names that projects have for the chat. */
  readonly chats: readonly string[];
}

function incomingOf(
  { update_id: id, edited_message: edited, message }: Update,
  { from, at, topic, what, ...said }: Said,
  { botId, userIds }: Circle,
): Incoming {
  const isGroup = at.chat.type !== 'private';
  const chats = [...new Set([String(at.chat.id), ...said.chats])];
  return {
    source: `telegram:${botId}:${id}`,
    by: nameOf(from),
    topic,
    sender: { user: from.id, chats, isGroup },
    ...(isGroup && userIds.length === 0 && { isAnybody: true }),
    ...(at === edited && { isEdited: true }),
    atMs: sentAt(message),
    what,
  };
}

/** Whether a person replied to a message that names its session. */
function isReply(what: Incoming['what']): boolean {
  return what.kind === 'text' && what.reference !== undefined;
}

/** The message of ours that a reply is about; a command is about none. */
function repliedTo(at: Message, what: Incoming['what']): ShownMessage | undefined {
  return isReply(what) ? (at.reply_to_message ?? undefined) : undefined;
}

/** The person, and their message or the one with the button. */
function originOf({ callback_query: query, message, edited_message: edited }: Update) {
  if (query !== undefined) return { from: query.from, at: query.message };
  const at = message ?? edited;
  return { from: at?.from, at };
}

function sentAt(message: Message | undefined): number | undefined {
  return message?.date === undefined ? undefined : message.date * 1000;
}

/** A thread of replies outside a topic has an id, too. */
function topicOf({ is_topic_message: isTopic, message_thread_id: thread }: Message): number {
  return isTopic === true && thread !== undefined ? thread : GENERAL_TOPIC;
}

/** A button or a reply names its session itself, wherever its message went. */
function isOurTopic(what: Incoming['what'], topic: number, { topics }: Circle): boolean {
  return what.kind === 'press' || isReply(what) || topics.length === 0 || topics.includes(topic);
}

/** Something without a text that a person sent to us: in a group as a reply to a message of ours. */
function isMediaForUs({ message }: Update, topic: number, { topics, selfId }: Circle): boolean {
  if (message === undefined || !hasMedia(message)) return false;
  if (referenceOf(message.reply_to_message, selfId) !== undefined) return true;
  return message.chat.type === 'private' && (topics.length === 0 || topics.includes(topic));
}

/** The id that our chat has from now on, when an update tells that it became a supergroup. */
export function movedBy(raw: unknown, circle: Pick<Circle, 'chatIds'>): string | undefined {
  const said = updateSchema.safeParse(raw).data?.message;
  if (said === undefined || !isOurChat(said.chat, circle)) return undefined;
  return movedId(said.migrate_to_chat_id);
}

function nameOf({ id, username, first_name }: User): string {
  return byTelegram(printable(username ?? first_name ?? '', 60) || String(id));
}
