import * as z from 'zod/mini';

/** The parts of an update that samocode reads (https://core.telegram.org/bots/api#update). */

const chat = z.object({
  id: z.number(),
  type: z.optional(z.string()),
  username: z.optional(z.string()),
});
export type Chat = z.infer<typeof chat>;

const user = z.object({
  id: z.number(),
  is_bot: z.optional(z.boolean()),
  username: z.optional(z.string()),
  first_name: z.optional(z.string()),
});
export type User = z.infer<typeof user>;

const entity = z.object({
  type: z.string(),
  offset: z.number(),
  length: z.number(),
  url: z.optional(z.string()),
});

const keyboard = z.object({
  inline_keyboard: z.array(
    z.array(z.object({ text: z.string(), callback_data: z.optional(z.string()) })),
  ),
});

/** Entities and buttons that cannot be read are as if they were not there. */
const shown = {
  message_id: z.optional(z.number()),
  text: z.optional(z.string()),
  from: z.optional(user),
  entities: z.catch(z.optional(z.array(entity)), undefined),
  reply_markup: z.catch(z.optional(keyboard), undefined),
};
export const shownMessage = z.object(shown);
export type ShownMessage = z.infer<typeof shownMessage>;

const there = () => z.optional(z.unknown());
/** The kinds of message that a person sends in place of a text. */
const MEDIA = {
  ...{ photo: there(), voice: there(), audio: there(), video: there(), video_note: there() },
  ...{ animation: there(), document: there(), sticker: there() },
};

const message = z.object({
  ...shown,
  message_id: z.number(),
  chat,
  date: z.optional(z.number()),
  is_topic_message: z.optional(z.boolean()),
  message_thread_id: z.optional(z.number()),
  migrate_to_chat_id: z.optional(z.unknown()),
  reply_to_message: z.optional(z.nullable(shownMessage)),
  ...MEDIA,
});
export type Message = z.infer<typeof message>;

/** Whether a message has a photo, a voice message or a file. */
export function hasMedia(said: Message): boolean {
  return (Object.keys(MEDIA) as (keyof typeof MEDIA)[]).some((one) => said[one] !== undefined);
}

export const updateSchema = z.object({
  update_id: z.number(),
  message: z.optional(message),
  edited_message: z.optional(message),
  callback_query: z.optional(
    z.object({
      id: z.string(),
      from: user,
      data: z.optional(z.string()),
      message: z.optional(message),
    }),
  ),
});
export type Update = z.infer<typeof updateSchema>;
