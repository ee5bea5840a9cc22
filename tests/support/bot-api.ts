import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import { until } from './program.ts';

export const BOT_TOKEN = '4711:telegram-secret-token';
export const CHAT = 42;
export const ANN = { id: 7, is_bot: false, first_name: 'Ann', username: 'ann' };

interface Entity {
  readonly type: string;
  readonly offset: number;
  readonly length: number;
  readonly url?: string;
}

/** A file that the bot has sent. */
export interface SentFile {
  readonly name: string;
  readonly text: string;
  readonly topic: number | undefined;
}

/** A message that the bot has sent, as the chat shows it. */
export interface Shown {
  readonly id: number;
  readonly chat: number;
  /** As a person sees it. */
  text: string;
  /** Of a forum; undefined: none, or the general one. */
  readonly topic: number | undefined;
  /** With what no client shows. */
  raw: string;
  entities: readonly Entity[];
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
  readonly files: SentFile[];
  /** From here on the chat is a forum with these topics. */
  becomeForum(...topics: readonly number[]): void;
  /** A topic is deleted. */
  loseTopic(topic: number): void;
  /** A second chat, with the same person. */
  haveChat(chat: number): void;
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
      readonly topic?: number;
    },
  ): number;
  /** The person changes a message of theirs, as `say` numbered it. */
  edit(id: number, text: string, more?: { readonly to?: Shown }): void;
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
  const files: SentFile[] = [];
  let topics: readonly number[] = [];
  const chats = new Set([CHAT]);

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
  const topicIn = (body: Request['body']): number | undefined => {
    const topic = body['message_thread_id'];
    return topic === undefined ? undefined : Number(topic);
  };
  const isRefused = (body: Request['body'], response: ServerResponse): boolean => {
    const topic = topicIn(body);
    const isLost = topic !== undefined && !topics.includes(topic);
    const wrong = chats.has(Number(body['chat_id'])) ? undefined : 'chat not found';
    const description = wrong ?? (isLost ? 'message thread not found' : undefined);
    if (description === undefined) return false;
    answer(response, { ok: false, description: `Bad Request: ${description}` }, 400);
    return true;
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
    sendMessage: (body, response) => {
      if (isRefused(body, response)) return;
      const { inline_keyboard: rows = [], force_reply: force } = (body['reply_markup'] ?? {}) as {
        readonly inline_keyboard?: readonly Shown['buttons'][];
        readonly force_reply?: boolean;
      };
      const id = nextMessage++;
      const content =
        body['parse_mode'] === 'HTML'
          ? parsed(String(body['text']))
          : { raw: String(body['text']), entities: [] };
      shown.push({
        ...{ id, chat: Number(body['chat_id']), ...content },
        ...{ text: asSeen(content.raw), topic: topicIn(body) },
        ...{ buttons: rows.flat(), forceReply: force === true },
      });
      answer(response, { message_id: id });
    },
    sendDocument: (body, response) => {
      if (isRefused(body, response)) return;
      const { name, text } = body['document'] as { readonly name: string; readonly text: string };
      files.push({ name, text, topic: topicIn(body) });
      answer(response, { message_id: nextMessage++ });
    },
    sendChatAction: (body, response) => {
      if (!isRefused(body, response)) answer(response, true);
    },
    getChat: (body, response) => {
      if (!isRefused(body, response)) answer(response, { id: CHAT });
    },
    editMessageText: ({ message_id: id, text, entities, reply_markup: markup }, response) => {
      const message = shown.find((one) => one.id === id);
      const { inline_keyboard: rows = [] } = (markup ?? {}) as {
        readonly inline_keyboard?: readonly Shown['buttons'][];
      };
      if (message !== undefined) {
        Object.assign(message, {
          ...{ raw: String(text), text: asSeen(String(text)) },
          ...{ entities: entities ?? [], buttons: rows.flat() },
        });
      }
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
      void receive(method, request, response, Buffer.concat(chunks));
    });
  });
  const receive = async (
    method: string,
    request: IncomingMessage,
    response: ServerResponse,
    bytes: Buffer,
  ): Promise<void> => {
    const type = request.headers['content-type'] ?? '';
    const one = { method, body: await bodyOf(type, bytes) };
    requests.push(one);
    if (request.url !== `/bot${BOT_TOKEN}/${method}`) {
      answer(response, { ok: false, description: 'Unauthorized' }, 401);
    } else if (api.fault?.(one, response) !== true) methods[method]?.(one.body, response);
  };
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
    chat: { ...chat, id: message.chat },
    from: { id: 4711, is_bot: true, username: 'samo_bot' },
    ...(message.topic === undefined
      ? {}
      : { message_thread_id: message.topic, is_topic_message: true }),
    text: message.raw,
    entities: message.entities,
    ...(message.buttons.length === 0
      ? {}
      : { reply_markup: { inline_keyboard: message.buttons.map((button) => [button]) } }),
  });

  const api: BotApi = {
    url,
    env: { TELEGRAM_BOT_TOKEN: BOT_TOKEN, TELEGRAM_CHAT_ID: String(CHAT), TELEGRAM_API_URL: url },
    requests,
    shown,
    files,
    becomeForum: (...all) => {
      topics = all;
    },
    haveChat: (id) => {
      chats.add(id);
    },
    loseTopic: (lost) => {
      topics = topics.filter((topic) => topic !== lost);
    },
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
    say(text, { to, from = ANN, chat: where = chat, date, topic } = {}) {
      const id = nextMessage++;
      const reply = to === undefined ? {} : { reply_to_message: asMessage(to) };
      const thread =
        topic === undefined ? {} : { message_thread_id: topic, is_topic_message: true };
      api.update({
        message: { message_id: id, chat: where, from, text, date, ...reply, ...thread },
      });
      return id;
    },
    edit(id, text, { to } = {}) {
      const reply = to === undefined ? {} : { reply_to_message: asMessage(to) };
      const edited = { message_id: id, chat, from: ANN, text, edit_date: 1, ...reply };
      api.update({ edited_message: edited });
    },
    update(fields) {
      updates.push({ update_id: nextUpdate++, ...fields });
      flush();
    },
  };
  return api;
}

/** The fields of a request; a file as its name and text. */
async function bodyOf(type: string, bytes: Buffer): Promise<Request['body']> {
  if (!type.startsWith('multipart/')) return JSON.parse(bytes.toString()) as Request['body'];
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- small bodies of our own client
  const form = await new Response(bytes, { headers: { 'content-type': type } }).formData();
  const fields = [...form].map(async ([key, value]) => [
    key,
    typeof value === 'string' ? value : { name: value.name, text: await value.text() },
  ]);
  return Object.fromEntries(await Promise.all(fields)) as Request['body'];
}

/** As the API stores HTML: the text, and its bold parts and links. */
function parsed(html: string): Pick<Shown, 'raw' | 'entities'> {
  const entities: Entity[] = [];
  let raw = '';
  const pieces = html.split(/(<b>|<\/b>|<a href="[^"]*">|<\/a>)/);
  const opened: Omit<Entity, 'length'>[] = [];
  for (const piece of pieces) {
    if (piece.startsWith('</')) {
      const entity = opened.pop();
      if (entity !== undefined) entities.push({ ...entity, length: raw.length - entity.offset });
    } else if (piece === '<b>') opened.push({ type: 'bold', offset: raw.length });
    else if (piece.startsWith('<a ')) {
      opened.push({ type: 'text_link', offset: raw.length, url: unescaped(piece.slice(9, -2)) });
    } else raw += unescaped(piece);
  }
  return { raw, entities };
}

/** Without the character that no client shows. */
function asSeen(raw: string): string {
  return raw.replaceAll('\u200c', '');
}

function unescaped(html: string): string {
  return html
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&');
}
