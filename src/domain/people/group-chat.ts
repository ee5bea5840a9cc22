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
  return `TELEGRAM_CHAT_ID is a group and TELEGRAM_USER_IDS is not set: ${OPENS_NOTHING}`;
}

const OPENS_NOTHING =
  'no user can approve, reject, answer or resume there; set TELEGRAM_USER_IDS to the ids of the users who may';

/** The reply to what would open a gate, from a group in which everybody could do it. */
export const GROUP_REFUSAL = `Nothing was done: this is a group, and TELEGRAM_USER_IDS is not set. So ${OPENS_NOTHING}.`;

/** Whether it opens a gate or resumes; the rest (status, log, pause, stop, a note) is harmless. */
export function opensSomething(what: Incoming['what']): boolean {
  switch (what.kind) {
    case 'press':
      return OPENING.includes(what.token?.kind ?? '');
    case 'command':
      return what.word === 'resume';
    case 'text':
      return what.reference?.kind === 'answer' || what.reference?.kind === 'why';
  }
}

const OPENING: readonly string[] = ['approve', 'reject', 'choose', 'suggested', 'none', 'resume'];
