import type { NoticeFile } from '../../../app/ports/notifier.ts';
import { printable } from '../../../domain/text/printable.ts';
import type { TelegramAnswer } from './api.ts';
import type { Destination, TelegramClient } from './client.ts';

/** Uploads in the time of one request, also over a slow line. */
const FILE_LIMIT_UNITS = 500_000;
const NAME_LIMIT = 100;

/** Sends a text file without a sound: it follows the message that has one. */
export async function sendFile(
  client: TelegramClient,
  { chatId, topic }: Destination,
  { name, text }: NoticeFile,
): Promise<TelegramAnswer> {
  const isCut = text.length > FILE_LIMIT_UNITS;
  const upload = {
    field: 'document',
    // Not every system takes a colon in a name.
    name: printable(name.replace(/[:/\\]/g, '-'), NAME_LIMIT),
    text: isCut ? text.slice(0, FILE_LIMIT_UNITS) : text,
  };
  const body = {
    chat_id: chatId,
    message_thread_id: topic,
    disable_notification: true,
    ...(isCut ? { caption: 'Only the beginning: the file is too long to be sent.' } : {}),
  };
  return await client.sender()('sendDocument', body, upload);
}
