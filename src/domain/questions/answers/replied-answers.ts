import { answerOf, optionsOf } from '../options.ts';
import type { Question } from '../questions.ts';

/** The answers in a reply to several questions, by number; or the reason why it is unclear. */
export type RepliedAnswers =
  | { readonly kind: 'answers'; readonly answers: ReadonlyMap<number, string> }
  | { readonly kind: 'unclear'; readonly why: string };

const NAMED = /^\s*Q(\d{1,4})\s*[.:)=]\s*(.*)$/i;
const NUMBERED = /^\s*(\d{1,4})\s*[.:)=]\s*(.*)$/;

/**
 * Reads `Q1: …` or `1) …`, one question a line; lines without a number belong to the answer above them. A reply with
 * a `Q1: …` has no other form: its numbered lines are a list within an answer. The number may be left out where one
 * question is open.
 */
export function readReplied(text: string, questions: readonly Question[]): RepliedAnswers {
  const open = questions.filter(({ answer }) => answer === undefined);
  const [only] = open.length === 1 ? open : [];
  const answers = new Map<number, string>();
  let current = only?.number;
  const form = formOf(text);
  for (const line of text.split('\n')) {
    const [, digits, rest] = form.exec(line) ?? [];
    const isNamed = ({ number }: Question): boolean => number === Number(digits);
    const named = open.find(isNamed);
    const given = questions.find(isNamed);
    if (named !== undefined && !answers.has(named.number)) {
      current = named.number;
      answers.set(named.number, rest ?? '');
    } else if (named === undefined && given?.answer !== undefined) {
      return { kind: 'unclear', why: `Q${given.number} is answered already: ${given.answer}` };
    } else if (current !== undefined) {
      answers.set(current, [answers.get(current) ?? '', line].join(' '));
    } else if (line.trim() !== '') {
      return {
        kind: 'unclear',
        why: `begin with the number of the question: Q${open[0]?.number}: …`,
      };
    }
  }
  return { kind: 'answers', answers };
}

function formOf(text: string): RegExp {
  return text.split('\n').some((line) => NAMED.test(line)) ? NAMED : NUMBERED;
}

/** A person's words as an answer; the label of an option alone, such as `b`, is that option. */
export function answerInWords(words: string, question: Question): string {
  const label = words.toLowerCase().replace(/[.):]$/, '');
  const option = optionsOf(question).find((one) => one.label.toLowerCase() === label);
  return option === undefined ? words : answerOf(option);
}
