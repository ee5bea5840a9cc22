import type { ChatReply } from '../../../../domain/people/chat.ts';
import { printable } from '../../../../domain/text/printable.ts';
import type { BotState } from '../bot-state.ts';
import { type Destination, REQUEST_LIMIT_MS, type TelegramClient } from '../client.ts';
import { sendMessage } from '../telegram.ts';
import type { Outcomes } from './outcomes.ts';
import type { UpdateReading } from './update.ts';

/** The API's limit for the answer to a button. */
const TOAST_LIMIT = 200;

interface Answered {
  readonly reply: ChatReply;
  /** Of all messages of the bot. */
  readonly outcomes: Outcomes;
}

type Incoming = Pick<Extract<UpdateReading, { kind: 'incoming' }>, 'callback' | 'under'>;

/**
 * Answers an update: over the pressed button, or else as a message; a message that is finished, or a
 * question of it, loses its buttons and shows the choice. Returns the reason if a message could not be
 * sent; a button that is too old to be answered does not count.
 */
export async function deliver(
  client: TelegramClient,
  to: Destination,
  { reply, callback, under, outcomes }: Incoming & Answered,
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
  if (under !== undefined) {
    const { buttons } = client;
    await outcomes.show({ chatId: to.chatId, under, reply, buttons }, async (edit) => {
      // "message is not modified" (400) is as good as done.
      await client.sender()('editMessageText', { chat_id: to.chatId, ...edit });
    });
  }
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
