import type { AskedQuestion } from '../../../app/ports/notifier.ts';
import { printableLines } from '../../../domain/text/printable.ts';
import { cutUnits, type TelegramMessage } from './message.ts';

/** Leave room in a message for its title, hints, and the answers that are added later. */
const NOTICE_LENGTH = 2500;
const QUESTIONS_LENGTH = 3000;
/** The API takes 100 in a message. */
const BUTTONS_LIMIT = 60;

/** The name of the notice itself. */
const OWN = '';

/** A message of a notice. */
export type NoticePart = TelegramMessage & {
  /** The names of its contents, the same for the same question, also when the notice has others by then. */
  readonly names: readonly string[];
};

/** The parts of a notice that need not be sent again, and a line that goes below it. */
export interface Telling {
  readonly shown: readonly string[];
  readonly below: string | undefined;
}

/** The notice with its questions in one message, or in as few as the API's limits allow. */
export function withQuestions(
  own: TelegramMessage,
  asked: readonly AskedQuestion[],
  { shown, below }: Telling,
): readonly NoticePart[] {
  const isShown = shown.includes(OWN);
  const open = asked.filter(({ name }) => !shown.includes(name));
  const alone = below === undefined ? Infinity : NOTICE_LENGTH;
  const limit = open.length === 0 ? alone : QUESTIONS_LENGTH / 2;
  const head = isShown ? '' : cutUnits(printableLines(own.text), limit);
  if (open.length === 0) {
    return isShown ? [] : [{ ...own, text: paragraphs(head, below), names: [OWN] }];
  }
  const isOnly = asked.length === 1;
  return packed(open, QUESTIONS_LENGTH - head.length).map((part, at) => {
    const isFirst = at === 0 && !isShown;
    const names = part.map(({ name }) => name);
    return {
      ...own,
      title: isFirst ? own.title : `${own.title}: ${names.join(', ')}`,
      text: paragraphs(
        isFirst ? head : '',
        ...part.map(({ text }) => text),
        isOnly
          ? hintOfOne(part)
          : `${SEVERAL_HINT}\n${names.map((name) => `${name}: …`).join('\n')}`,
        isFirst ? below : undefined,
      ),
      buttons: [...(isFirst ? own.buttons : []), ...part.flatMap((one) => rowsOf(one, isOnly))],
      names: [...(isFirst ? [OWN] : []), ...names],
    };
  });
}

const SEVERAL_HINT = 'Choose, or reply with your answers, one on each line:';

function hintOfOne([question]: readonly AskedQuestion[]): string {
  return question?.buttons.length === 0
    ? 'Reply with an answer.'
    : 'Choose, or reply with an answer.';
}

function rowsOf({ name, buttons }: AskedQuestion, isOnly: boolean): TelegramMessage['buttons'] {
  return buttons.map((button) => [
    { ...button, text: isOnly ? button.text : `${name} ${button.text}` },
  ]);
}

/** In their order; a question that is too long on its own is cut. */
function packed(
  questions: readonly AskedQuestion[],
  room: number,
): readonly (readonly AskedQuestion[])[] {
  const parts: AskedQuestion[][] = [];
  let [length, buttons] = [0, 0];
  for (const question of questions) {
    const text = cutUnits(printableLines(question.text), room);
    const last = parts.at(-1);
    length += text.length;
    buttons += question.buttons.length;
    if (last === undefined || length > room || buttons > BUTTONS_LIMIT) {
      parts.push([{ ...question, text }]);
      [length, buttons] = [text.length, question.buttons.length];
    } else {
      last.push({ ...question, text });
    }
  }
  return parts;
}

function paragraphs(...parts: readonly (string | undefined)[]): string {
  return parts.filter((part) => part !== undefined && part !== '').join('\n\n');
}
