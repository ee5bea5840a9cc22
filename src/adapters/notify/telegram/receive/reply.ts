import type { ChatReply, QuestionName } from '../../../../domain/people/chat.ts';
import { printable } from '../../../../domain/text/printable.ts';
import type { BotState } from '../bot-state.ts';
import type { ButtonData } from '../button-data.ts';
import { type Destination, REQUEST_LIMIT_MS, type TelegramClient } from '../client.ts';
import { cutUnits, TEXT_LIMIT } from '../message.ts';
import { sendMessage } from '../telegram.ts';
import type { ShownMessage } from './schema.ts';
import type { UpdateReading } from './update.ts';

/** The API's limit for the answer to a button. */
const TOAST_LIMIT = 200;
const CLOSES_LIMIT = 1000;

type Incoming = Pick<Extract<UpdateReading, { kind: 'incoming' }>, 'callback' | 'under'>;

/**
 * Answers an update: over the pressed button, or else as a message; a message that is finished, or a
 * question of it, loses its buttons and shows the choice. Returns the reason if a message could not be
 * sent; a button that is too old to be answered does not count.
 */
export async function deliver(
  client: TelegramClient,
  to: Destination,
  { reply, callback, under }: Incoming & { readonly reply: ChatReply },
): Promise<string | undefined> {
  const failures: (string | undefined)[] = [];
  if (callback !== undefined) {
    const answer = { callback_query_id: callback, text: printable(reply.said, TOAST_LIMIT) };
    await client.ask('answerCallbackQuery', answer, {
      limitMs: REQUEST_LIMIT_MS,
      stop: client.ending,
    });
  } else if (reply.said !== '') {
    failures.push(await sendMessage(client, to, { title: '', text: reply.said, buttons: [] }));
  }
  const edit = under === undefined ? undefined : editOf(under, reply, client.buttons);
  // "message is not modified" (400) is as good as done.
  if (edit !== undefined) await client.sender()('editMessageText', { chat_id: to.chatId, ...edit });
  for (const message of reply.messages ?? []) {
    failures.push(await sendMessage(client, to, message));
  }
  return failures.find((failure) => failure !== undefined);
}

const TEXT_ONLY =
  'samocode reads text alone: send this in words, as a reply to the message that it is about. /status shows the sessions.';

/** The answer to a photo, a voice message or a file, once an hour: many may come at once. */
export async function sayTextOnly(
  client: TelegramClient,
  to: Destination,
  bot: Pick<BotState, 'mayTell' | 'told'>,
): Promise<string | undefined> {
  if (!bot.mayTell(TEXT_ONLY)) return undefined;
  const failure = await sendMessage(client, to, { title: '', text: TEXT_ONLY, buttons: [] });
  if (failure === undefined) bot.told(TEXT_ONLY);
  return failure;
}

/** The message as it was, with the outcome below it and without the buttons that are over; undefined: as it is. */
export function editOf(
  { message_id, text, entities = [], reply_markup: markup }: ShownMessage,
  { closes, closed }: ChatReply,
  buttons: Pick<ButtonData, 'read'>,
): (ShownMessage & Readonly<Record<string, unknown>>) | undefined {
  if (closes === undefined || message_id === undefined || text === undefined) return undefined;
  const lines = closes.split('\n').map((line) => printable(line, CLOSES_LIMIT));
  const news = lines.filter((line) => !text.split('\n').includes(line)).join('\n');
  const gap = OUTCOME.test(text.split('\n').at(-1) ?? '') ? '\n' : '\n\n';
  const tail = news === '' ? '' : `${gap}${news}`;
  const body = cutUnits(text, TEXT_LIMIT - tail.length);
  const rows = closed === undefined ? [] : (markup?.inline_keyboard ?? []);
  const left = rows
    .map((row) =>
      row.filter(({ callback_data: data }) => !isOf(closed ?? [], buttons.read(data ?? ''))),
    )
    .filter((row) => row.length > 0);
  return {
    message_id,
    text: `${body}${tail}`,
    link_preview_options: { is_disabled: true },
    // The title and the reference; the API finds the others by itself.
    entities: entities.filter(
      ({ type, offset, length }) =>
        (type === 'bold' || type === 'text_link') && offset + length <= body.length,
    ),
    ...(left.length === 0 ? {} : { reply_markup: { inline_keyboard: left } }),
  };
}

const OUTCOME = /^[✅⌛]/u;

function isOf(closed: readonly QuestionName[], token: ReturnType<ButtonData['read']>): boolean {
  if (token === undefined || !('asked' in token)) return false;
  return closed.some(({ asked, question }) => token.asked === asked && token.question === question);
}
