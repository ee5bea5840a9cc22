import type { Incoming } from '../../../../domain/people/chat.ts';
import { referenceIn } from '../../../../domain/people/reference.ts';
import type { Circle } from './circle.ts';
import type { ShownMessage, Update } from './schema.ts';

/** The button, command or text of an update; undefined: it is not for this bot. */
export function whatOf(
  { callback_query: query, message, edited_message: edited }: Update,
  { botName, selfId, buttons }: Circle,
): Incoming['what'] | undefined {
  if (query !== undefined) return { kind: 'press', token: buttons.read(query.data ?? '') };
  const said = message ?? edited;
  const text = said?.text?.trim() ?? '';
  if (said === undefined || text === '') return undefined;
  if (COMMAND.test(text)) return commandOf(text, botName);
  const reference = referenceOf(said.reply_to_message, selfId);
  // Messages between people in a group are ignored, and so are edits that are no reply.
  const isForUs = message !== undefined && said.chat.type === 'private';
  if (reference === undefined && !isForUs) return undefined;
  return { kind: 'text', text, reference };
}

const COMMAND = /^\/(\w+)(?:@(\w+))?(?:\s+([\s\S]*))?$/;

/** Undefined where it is for another bot. */
function commandOf(text: string, botName: string | undefined): Incoming['what'] | undefined {
  const [, word = '', at, rest = ''] = COMMAND.exec(text) ?? [];
  const isForAnother = at !== undefined && at.toLowerCase() !== botName?.toLowerCase();
  return isForAnother ? undefined : { kind: 'command', word: word.toLowerCase(), rest };
}

/** The reference in our own message that was replied to. */
export function referenceOf(
  original: ShownMessage | null | undefined,
  selfId: number | undefined,
): ReturnType<typeof referenceIn> {
  if (original?.from?.is_bot !== true || original.from.id !== selfId) return undefined;
  const links = (original.entities ?? []).flatMap(({ type, url }) =>
    type === 'text_link' && url !== undefined ? [url] : [],
  );
  return referenceIn(original.text ?? '', links);
}
