/** A line such as `**Answer:** b`. */
export interface Label {
  /** The text before the label: quote, list or heading marks. */
  readonly prefix: string;
  /** `Answer`, `Your answer`, `Answer (Ann)`, `A2`. */
  readonly word: string;
  /** All up to the value, if the value can be replaced behind it. */
  readonly head: string | undefined;
  readonly value: string;
}

const PREFIX = String.raw`^([ \t]*(?:>[ \t]*)*(?:(?:[-*+]|\d{1,3}[.)])[ \t]+)?(?:#{1,6}[ \t]+)?)`;
const COLON = String.raw`([*_]{0,3})[ \t]*[:：]([*_]{0,3})[ \t]*`;
const ANSWER_WORD = String.raw`((?:your[ \t]+)?answer(?:[ \t]*#?\d{1,4}|[ \t]+(?:to|for)[ \t]+Q?\d{1,4})?(?:[ \t]*\([^()]*\))?|A\d{1,4})`;
const SUGGESTION_WORD = String.raw`((?:my[ \t]+)?suggestion|suggested(?:[ \t]+answer)?|recommendation|recommended(?:[ \t]+(?:answer|option))?)`;

const ANSWER = labelForms(ANSWER_WORD);
const SUGGESTION = labelForms(SUGGESTION_WORD);

function labelForms(word: string): { readonly colon: RegExp; readonly alone: RegExp } {
  return {
    colon: new RegExp(String.raw`${PREFIX}([*_]{0,3})${word}${COLON}`, 'i'),
    // Without a colon only as a heading or bold, and with nothing behind it.
    alone: new RegExp(String.raw`${PREFIX}([*_]{0,3})${word}([*_]{0,3})[ \t]*#*[ \t]*$`, 'i'),
  };
}

/** The `Answer:` of a line; of the question with that number, where the label names one. */
export function answerLabel(line: string, number?: number): Label | undefined {
  return /answer|a\d/i.test(line) ? labelOf(ANSWER, line, number) : undefined;
}

export function suggestionLabel(line: string): Label | undefined {
  return /suggest|recommend/i.test(line) ? labelOf(SUGGESTION, line, undefined) : undefined;
}

function labelOf(
  { colon, alone }: ReturnType<typeof labelForms>,
  line: string,
  number: number | undefined,
): Label | undefined {
  const match = colon.exec(line) ?? alone.exec(line);
  if (match === null) return undefined;
  const [head, prefix = '', opens = '', word = '', closes = '', closesLater] = match;
  if (!isOfQuestion(word, number)) return undefined;
  if (closesLater === undefined) {
    const isMarked = prefix.includes('#') || (opens !== '' && opens === closes);
    return isMarked ? { prefix, word, head: undefined, value: '' } : undefined;
  }
  const rest = line.slice(head.length);
  if (closes + closesLater === opens) return { prefix, word, head, value: rest };
  // All of the line is bold, or the value is: `Answer:**b**`.
  if (opens !== '')
    return { prefix, word, head: undefined, value: withoutEnd(rest.trimEnd(), opens) };
  const plain = head.slice(0, closesLater === '' ? undefined : head.lastIndexOf(closesLater));
  return { prefix, word, head: plain, value: line.slice(plain.length) };
}

/** Whether a label names this question, or none. */
function isOfQuestion(word: string, number: number | undefined): boolean {
  const named = /\d{1,4}(?!.*\d)/.exec(word.replace(/\(.*$/s, ''))?.[0];
  return number === undefined || named === undefined || Number(named) === number;
}

function withoutEnd(text: string, end: string): string {
  return text.endsWith(end) ? text.slice(0, -end.length) : text;
}
