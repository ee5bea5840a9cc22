import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import { until } from './program.ts';

export const BOT_TOKEN = '4711:telegram-secret-token';
export const CHAT = 42;
export const ANN = { id: 7, is_bot: false, first_name: 'Ann', username: 'ann' };

/** A message that the bot has sent, as the chat shows it. */
export interface Shown {
  readonly id: number;
  text: string;
  buttons: readonly { readonly text: string; readonly callback_data: string }[];
  readonly forceReply: boolean;
}

interface Request {
  readonly method: string;
  readonly body: Readonly<Record<string, unknown>>;
}

/** Answers instead of the server; says whether it did. */
export type Fault = (request: Request, response: ServerResponse) => boolean;

/** Takes what is to be done when a test is over. */
export type Later = (close: () => void | Promise<void>) => void;

/** A server that speaks the Bot API, and the person in its one chat. */
export interface BotApi {
  readonly url: string;
  readonly env: Readonly<Record<string, string>>;
  readonly requests: Request[];
  readonly shown: Shown[];
  /** What was shown over buttons. */
  readonly toasts: string[];
  /** Updates that the bot has not confirmed. */
  pending(): readonly object[];
  /** From here on the chat is a group of several people. */
  becomeGroup(): void;
  /** Forgets those: the bot never gets them. */
  forget(): void;
  /** Called for each request, until undefined. */
  fault: Fault | undefined;
  /** The newest message that has this text. */
  message(text: string | RegExp): Promise<Shown>;
  /** The person presses a button of the message; the label may be a part. */
  press(message: Shown, label: string, from?: object): void;
  /** The person says something, in the chat or as a reply. */
  say(
    text: string,
    more?: {
      readonly to?: Shown;
      readonly from?: object;
      readonly chat?: object;
      readonly date?: number;
    },
  ): void;
  /** Any update at all. */
  update(fields: object): void;
}

/** `later` is told how it ends; tests that run side by side have one of their own. */
export async function startBotApi(later: Later = onTestFinished): Promise<BotApi> {
  let nextUpdate = 1000;
  let nextMessage = 1;
  let updates: { update_id: number }[] = [];
  let waiting: { response: ServerResponse; offset: number } | undefined;
  const [requests, shown, toasts]: [Request[], Shown[], string[]] = [[], [], []];

  const answer = (response: ServerResponse, result: unknown, status = 200): void => {
    const body = status === 200 ? { ok: true, result } : result;
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  };
  const flush = (): void => {
    if (waiting === undefined) return;
    const { response, offset } = waiting;
    const news = updates.filter(({ update_id: id }) => id >= offset).slice(0, 10);
    if (news.length === 0) return;
    waiting = undefined;
    answer(response, news);
  };
  const methods: Record<string, (body: Request['body'], response: ServerResponse) => void> = {
    getMe: (_, response) => {
      answer(response, { id: 4711, is_bot: true, username: 'samo_bot' });
    },
    getUpdates: ({ offset }, response) => {
      if (waiting !== undefined) {
        answer(waiting.response, { ok: false, description: 'Conflict: terminated' }, 409);
      }
      if (typeof offset === 'number') updates = updates.filter(({ update_id: id }) => id >= offset);
      waiting = { response, offset: Number(offset ?? 0) };
      response.once('close', () => {
        if (waiting?.response === response) waiting = undefined;
      });
      flush();
    },
    sendMessage: ({ text, reply_markup: markup, chat_id: chat }, response) => {
      if (String(chat) !== String(CHAT)) {
        answer(response, { ok: false, description: 'Bad Request: chat not found' }, 400);
        return;
      }
      const { inline_keyboard: rows = [], force_reply: force } = (markup ?? {}) as {
        readonly inline_keyboard?: readonly Shown['buttons'][];
        readonly force_reply?: boolean;
      };
      const id = nextMessage++;
      shown.push({
        id,
        text: asShown(String(text)),
        buttons: rows.flat(),
        forceReply: force === true,
      });
      answer(response, { message_id: id });
    },
    editMessageText: ({ message_id: id, text }, response) => {
      const message = shown.find((one) => one.id === id);
      if (message !== undefined) Object.assign(message, { text: String(text), buttons: [] });
      answer(response, true);
    },
    answerCallbackQuery: ({ text }, response) => {
      toasts.push(String(text));
      answer(response, true);
    },
  };

  const server = createServer((request: IncomingMessage, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const method = request.url?.split('/').at(-1) ?? '';
      const one = { method, body: JSON.parse(Buffer.concat(chunks).toString()) as Request['body'] };
      requests.push(one);
      if (request.url !== `/bot${BOT_TOKEN}/${method}`) {
        answer(response, { ok: false, description: 'Unauthorized' }, 401);
      } else if (api.fault?.(one, response) !== true) methods[method]?.(one.body, response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  later(async () => {
    server.closeAllConnections();
    await new Promise<void>((resolve) => {
      server.close(() => {
        resolve();
      });
    });
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const chat = { id: CHAT, type: 'private' };
  const asMessage = (message: Shown): object => ({
    message_id: message.id,
    chat,
    from: { id: 4711, is_bot: true, username: 'samo_bot' },
    text: message.text,
  });

  const api: BotApi = {
    url,
    env: { TELEGRAM_BOT_TOKEN: BOT_TOKEN, TELEGRAM_CHAT_ID: String(CHAT), TELEGRAM_API_URL: url },
    requests,
    shown,
    toasts,
    pending: () => updates,
    becomeGroup: () => {
      chat.type = 'supergroup';
    },
    forget: () => {
      updates = [];
    },
    fault: undefined,
    async message(text) {
      const find = (): Shown | undefined =>
        shown.findLast((one) =>
          typeof text === 'string' ? one.text.includes(text) : text.test(one.text),
        );
      await until(() => find() !== undefined, `a message with ${String(text)}`);
      return find()!;
    },
    press(message, label, from = ANN) {
      const button = message.buttons.find((one) => one.text.includes(label));
      if (button === undefined) throw new Error(`no button "${label}" below ${message.text}`);
      api.update({
        callback_query: {
          id: `query-${nextUpdate}`,
          from,
          data: button.callback_data,
          message: asMessage(message),
        },
      });
    },
    say(text, { to, from = ANN, chat: where = chat, date } = {}) {
      const reply = to === undefined ? {} : { reply_to_message: asMessage(to) };
      api.update({
        message: { message_id: nextMessage++, chat: where, from, text, date, ...reply },
      });
    },
    update(fields) {
      updates.push({ update_id: nextUpdate++, ...fields });
      flush();
    },
  };
  return api;
}

/** HTML as the chat shows it. */
function asShown(html: string): string {
  return html
    .replace(/<\/?b>/g, '')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&');
}
