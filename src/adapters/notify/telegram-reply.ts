import type { ChatReply } from '../../domain/people/chat.ts';
import { printable, printableLines } from '../../domain/text/printable.ts';
import { sendMessage } from './telegram.ts';
import { REQUEST_LIMIT_MS, type TelegramClient } from './telegram-client.ts';
import { cutUnits } from './telegram-message.ts';
import type { Callback } from './telegram-update.ts';

/** The API's limits: for the answer to a button, and for a text. */
const TOAST_LIMIT = 200;
const TEXT_LIMIT = 4096;

/**
 * Answers an update: over the pressed button, or else as a message; a finished message loses its
 * buttons and shows the choice. Returns the reason if a message could not be sent; a button that is
 * too old to be answered does not count.
 */
export async function deliver(
  client: TelegramClient,
  chatId: string,
  { reply, callback }: { readonly reply: ChatReply; readonly callback: Callback | undefined },
): Promise<string | undefined> {
  const failures: (string | undefined)[] = [];
  if (callback !== undefined) {
    const text = printable(reply.said, TOAST_LIMIT);
    const answer = { callback_query_id: callback.id, text };
    await client.ask('answerCallbackQuery', answer, howOf(client));
    if (reply.closes !== undefined) await close(client, chatId, { callback, text: reply.closes });
  } else if (reply.said !== '') {
    failures.push(await sendMessage(client, chatId, { title: '', text: reply.said, buttons: [] }));
  }
  for (const message of reply.messages ?? []) {
    failures.push(await sendMessage(client, chatId, message));
  }
  return failures.find((failure) => failure !== undefined);
}

async function close(
  client: TelegramClient,
  chatId: string,
  { callback, text }: { readonly callback: Callback; readonly text: string },
): Promise<void> {
  const { message } = callback;
  if (message === undefined) return;
  const tail = `\n\n${printable(text, 500)}`;
  const body = cutUnits(printableLines(message.text), TEXT_LIMIT - tail.length);
  const edit = { chat_id: chatId, message_id: message.id, text: `${body}${tail}` };
  // "message is not modified" (400) is as good as done.
  await client.ask('editMessageText', edit, howOf(client));
}

function howOf({ ending }: TelegramClient): Parameters<TelegramClient['ask']>[2] {
  return { limitMs: REQUEST_LIMIT_MS, stop: ending };
}
