import type { Incoming } from './chat.ts';

/** Chats of several people have negative numbers, or are named by `@name`. */
const GROUP = /^[-@]/;

/** What to say where everybody in a group could act; undefined where that is not so. */
export function groupWarning(
  telegram: { readonly chatId: string; readonly userIds: readonly number[] } | undefined,
): string | undefined {
  if (telegram === undefined || telegram.userIds.length > 0 || !GROUP.test(telegram.chatId)) {
    return undefined;
  }
  return `TELEGRAM_CHAT_ID is a group and TELEGRAM_USER_IDS is not set: ${NOTHING_FOR_ANYBODY}`;
}

const NOTHING_FOR_ANYBODY =
  'no user can approve, reject, answer, resume or list the queue there; set TELEGRAM_USER_IDS to the ids of the users who may';

/** The reply to what not everybody may do, from a group in which everybody could. */
export const GROUP_REFUSAL = `Nothing was done: this is a group, and TELEGRAM_USER_IDS is not set. So ${NOTHING_FOR_ANYBODY}.`;

/**
 * Whether it opens a gate, resumes, or lists the sessions in line; the rest (status, log, pause, stop,
 * a note) is about sessions of which the group is told anyway.
 */
export function isForUsersOnly(what: Incoming['what']): boolean {
  switch (what.kind) {
    case 'press':
      return OPENING.includes(what.token?.kind ?? '');
    case 'command':
      return what.word === 'resume' || what.word === 'list';
    case 'text':
      return OPENING_REPLIES.includes(what.reference?.kind ?? '');
  }
}

const OPENING_REPLIES: readonly string[] = ['answer', 'answers', 'why'];

const OPENING: readonly string[] = ['approve', 'reject', 'choose', 'suggested', 'none', 'resume'];
