import * as z from 'zod/mini';
import { byTelegram, type Incoming, referenceIn } from '../../domain/people/chat.ts';
import { printable } from '../../domain/text/printable.ts';
import type { ButtonData } from './button-data.ts';
import { movedId } from './moved-chat.ts';

/** Who may, and who we are. */
export interface Circle {
  /** The configured one, and the one that it became. */
  readonly chatIds: readonly string[];
  /** None: everybody in the chat, who opens nothing where it is a group. */
  readonly userIds: readonly number[];
  /** The bot's own name, without `@`; undefined while it is not known. */
  readonly botName: string | undefined;
  /** The bot's own id; undefined while it is not known. */
  readonly selfId: number | undefined;
  /** Tells this bot's updates from another's, in a row. */
  readonly botId: string;
  readonly buttons: Pick<ButtonData, 'read'>;
}

/** An update, as far as it concerns us (https://core.telegram.org/bots/api#update). */
export type UpdateReading =
  | {
      readonly kind: 'incoming';
      readonly incoming: Incoming;
      /** For a button: the callback to answer, and its message. */
      readonly callback: Callback | undefined;
    }
  /**
   * From another chat, from an unauthorised user, or irrelevant; `stranger` counts the first two.
   */
  | { readonly kind: 'ignored'; readonly stranger: boolean };

export interface Callback {
  readonly id: string;
  readonly message: { readonly id: number; readonly text: string } | undefined;
}

const chat = z.object({
  id: z.number(),
  type: z.optional(z.string()),
  username: z.optional(z.string()),
});
const user = z.object({
  id: z.number(),
  username: z.optional(z.string()),
  first_name: z.optional(z.string()),
});
const replied = z.object({
  text: z.optional(z.string()),
  from: z.optional(z.object({ is_bot: z.optional(z.boolean()), id: z.optional(z.number()) })),
});
const message = z.object({
  message_id: z.number(),
  chat,
  date: z.optional(z.number()),
  from: z.optional(user),
  text: z.optional(z.string()),
  migrate_to_chat_id: z.optional(z.unknown()),
  reply_to_message: z.optional(z.nullable(replied)),
});
const updateSchema = z.object({
  update_id: z.number(),
  message: z.optional(message),
  callback_query: z.optional(
    z.object({
      id: z.string(),
      from: user,
      data: z.optional(z.string()),
      message: z.optional(message),
    }),
  ),
});
type Update = z.infer<typeof updateSchema>;

/** The number of an update, whatever else it holds. */
export function updateId(raw: unknown): number | undefined {
  const parsed = z.object({ update_id: z.int().check(z.nonnegative()) }).safeParse(raw);
  return parsed.data?.update_id;
}

const IGNORED: UpdateReading = { kind: 'ignored', stranger: false };
const STRANGER: UpdateReading = { kind: 'ignored', stranger: true };

/** Never throws, for any update. */
export function readUpdate(raw: unknown, circle: Circle): UpdateReading {
  const update = updateSchema.safeParse(raw).data;
  const { from, where } = update === undefined ? NOWHERE : originOf(update);
  if (update === undefined || from === undefined || where === undefined) return IGNORED;
  if (!isOurChat(where, circle) || !mayAct(from.id, circle)) return STRANGER;
  const what = whatOf(update, where, circle);
  if (what === undefined) return IGNORED;
  const date = update.message?.date;
  return {
    kind: 'incoming',
    incoming: {
      source: `telegram:${circle.botId}:${update.update_id}`,
      by: nameOf(from),
      ...(where.type !== 'private' && circle.userIds.length === 0 && { isAnybody: true }),
      atMs: date === undefined ? undefined : date * 1000,
      what,
    },
    callback: callbackOf(update),
  };
}

const NOWHERE = { from: undefined, where: undefined };

function originOf({ callback_query: query, message: said }: Update) {
  return { from: query?.from ?? said?.from, where: query?.message?.chat ?? said?.chat };
}

type Chat = z.infer<typeof chat>;

function isOurChat({ id, username }: Chat, { chatIds }: Pick<Circle, 'chatIds'>): boolean {
  return (
    chatIds.includes(String(id)) || (username !== undefined && chatIds.includes(`@${username}`))
  );
}

/** The id that our chat has from now on, when an update tells that it became a supergroup. */
export function movedBy(raw: unknown, circle: Pick<Circle, 'chatIds'>): string | undefined {
  const said = updateSchema.safeParse(raw).data?.message;
  if (said === undefined || !isOurChat(said.chat, circle)) return undefined;
  return movedId(said.migrate_to_chat_id);
}

function mayAct(id: number, { userIds }: Circle): boolean {
  return userIds.length === 0 || userIds.includes(id);
}

function nameOf({ id, username, first_name }: z.infer<typeof user>): string {
  return byTelegram(printable(username ?? first_name ?? '', 60) || String(id));
}

function callbackOf({ callback_query: query }: Update): Callback | undefined {
  if (query === undefined) return undefined;
  const { message: under } = query;
  return {
    id: query.id,
    message: under === undefined ? undefined : { id: under.message_id, text: under.text ?? '' },
  };
}

function whatOf(
  { callback_query: query, message: said }: Update,
  { type }: Chat,
  { botName, selfId, buttons }: Circle,
): Incoming['what'] | undefined {
  if (query !== undefined) return { kind: 'press', token: buttons.read(query.data ?? '') };
  const text = said?.text?.trim() ?? '';
  if (text === '') return undefined;
  if (COMMAND.test(text)) return commandOf(text, botName);
  const reference = referenceOf(said?.reply_to_message, selfId);
  // Messages between people in a group are ignored.
  if (reference === undefined && type !== 'private') return undefined;
  return { kind: 'text', text, reference };
}

const COMMAND = /^\/(\w+)(?:@(\w+))?(?:\s+([\s\S]*))?$/;

/** Undefined where it is for another bot. */
function commandOf(text: string, botName: string | undefined): Incoming['what'] | undefined {
  const [, word = '', at, rest = ''] = COMMAND.exec(text) ?? [];
  const isForAnother = at !== undefined && at.toLowerCase() !== botName?.toLowerCase();
  return isForAnother ? undefined : { kind: 'command', word: word.toLowerCase(), rest };
}

/** The reference in our own message that was replied to. */
function referenceOf(
  original: z.infer<typeof replied> | null | undefined,
  selfId: number | undefined,
): ReturnType<typeof referenceIn> {
  const isOurs = original?.from?.is_bot === true && original.from.id === selfId;
  return isOurs ? referenceIn(original.text ?? '') : undefined;
}
