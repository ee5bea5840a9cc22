import * as z from 'zod/mini';
import { address, topicId, userIds } from '../values/names.ts';
import { text } from '../values/words.ts';
import type { SettingTable } from './setting.ts';

const api = address('https://api.telegram.org');

export const TELEGRAM = {
  TELEGRAM_BOT_TOKEN: {
    ...text,
    secret: true,
    name: 'token',
    default: undefined,
    class: 'credential',
    help: 'the token of your bot; set it and `TELEGRAM_CHAT_ID`, or neither',
  },
  TELEGRAM_CHAT_ID: {
    ...text,
    name: 'chatId',
    default: undefined,
    class: 'address',
    help: 'the chat that gets the notices',
  },
  TELEGRAM_THREAD_ID: {
    ...topicId,
    name: 'topic',
    default: undefined,
    class: 'address',
    help: 'the topic of the chat that gets the notices, where the chat is a forum: the last number of the topic’s link',
  },
  TELEGRAM_API_URL: {
    ...api,
    // The paths of the API are appended.
    schema: () => api.schema().check(z.overwrite((url) => url.replace(/\/+$/, ''))),
    name: 'apiUrl',
    default: 'https://api.telegram.org',
    class: 'address',
    help: 'the Bot API',
  },
  TELEGRAM_USER_IDS: {
    ...userIds,
    name: 'userIds',
    default: [],
    class: 'permission',
    help: 'comma-separated ids of the users who may act; without it, anyone in a private chat may act, and a group cannot open a gate',
  },
} as const satisfies SettingTable;
