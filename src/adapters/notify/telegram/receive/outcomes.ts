import type { ChatReply, QuestionName } from '../../../../domain/people/chat.ts';
import { printable } from '../../../../domain/text/printable.ts';
import type { ButtonData } from '../button-data.ts';
import { cutUnits, TEXT_LIMIT } from '../message.ts';
import type { ShownMessage } from './schema.ts';

const CLOSES_LIMIT = 1000;
/** The messages that are remembered: only those on which persons act at the same time need it. */
const REMEMBERED = 500;

/**
 * The outcomes below the messages of a bot. The API gives no message back, and an act has it as it was then: what
 * was put below it since would be lost.
 */
export interface Outcomes {
  /** Puts an outcome below a message, with all that this process put there before. */
  readonly show: (change: Change, send: (edit: Edit) => Promise<void>) => Promise<void>;
}

interface Change {
  readonly chatId: string;
  /** The message as the act has it. */
  readonly under: ShownMessage;
  readonly reply: Pick<ChatReply, 'closes' | 'closed'>;
  readonly buttons: Pick<ButtonData, 'read'>;
}

export type Edit = ShownMessage & Readonly<Record<string, unknown>>;

interface Below {
  readonly lines: readonly string[];
  /** The buttons that are over; undefined: all. */
  readonly closed: readonly QuestionName[] | undefined;
}

interface Known extends Below {
  readonly edit: Edit;
  readonly sent: Promise<void>;
}

export function openOutcomes(): Outcomes {
  const known = new Map<string, Known>();
  return {
    show: async ({ chatId, under, reply, buttons }, send) => {
      const name = `${chatId} ${under.message_id}`;
      const before = known.get(name);
      const below = added(before, reply);
      const edit = below && editOf(newestOf(before, under), below, buttons);
      if (below === undefined || edit === undefined) return;
      // One after the other, each with the newest text, because a request may overtake another one.
      const sent = (before?.sent ?? Promise.resolve())
        .catch(() => undefined)
        .then(() => send(known.get(name)?.edit ?? edit));
      known.delete(name);
      known.set(name, { ...below, edit, sent });
      const [oldest] = known.keys();
      if (known.size > REMEMBERED && oldest !== undefined) known.delete(oldest);
      await sent;
    },
  };
}

function added(before: Below | undefined, { closes, closed }: Change['reply']): Below | undefined {
  if (closes === undefined) return undefined;
  const lines = closes.split('\n').map((line) => printable(line, CLOSES_LIMIT));
  if (before === undefined) return { lines, closed };
  const isAll = closed === undefined || before.closed === undefined;
  return {
    lines: [...new Set([...before.lines, ...lines])],
    closed: isAll ? undefined : [...before.closed, ...closed],
  };
}

/** An act has a newer message than the last edit where all outcomes are below it: then it may have those of another process, too. */
function newestOf(before: Known | undefined, under: ShownMessage): ShownMessage {
  if (before === undefined) return under;
  const there = (under.text ?? '').split('\n');
  return before.lines.every((line) => there.includes(line)) ? under : before.edit;
}

/** The message with the outcomes below it and without the buttons that are over; undefined: it cannot be changed. */
function editOf(
  { message_id, text, entities = [], reply_markup: markup }: ShownMessage,
  { lines, closed }: Below,
  buttons: Pick<ButtonData, 'read'>,
): Edit | undefined {
  if (message_id === undefined || text === undefined) return undefined;
  // The message itself is cut where it is too long, and no outcome.
  const above = withoutLast(text.split('\n'), lines);
  const news = lines.filter((line) => !above.includes(line)).join('\n');
  const gap = OUTCOME.test(above.at(-1) ?? '') ? '\n' : '\n\n';
  const tail = news === '' ? '' : `${gap}${news}`;
  const body = cutUnits(above.join('\n'), TEXT_LIMIT - tail.length);
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

/** The lines above those of `known` at the end, without blank ones between them. */
function withoutLast(text: readonly string[], known: readonly string[]): readonly string[] {
  const last = text.findLastIndex((line) => !known.includes(line));
  const isGap = last < text.length - 1 && text[last] === '';
  return text.slice(0, isGap ? last : last + 1);
}

function isOf(closed: readonly QuestionName[], token: ReturnType<ButtonData['read']>): boolean {
  if (token === undefined || !('asked' in token)) return false;
  return closed.some(({ asked, question }) => token.asked === asked && token.question === question);
}
