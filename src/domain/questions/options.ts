import { fingerprint } from '../text/fingerprint.ts';
import { readMarkdown } from '../text/markdown/lines.ts';
import type { Question } from './questions.ts';

/** One of a question's options, as its details list them: `a) Password`. */
export interface Option {
  readonly label: string;
  readonly text: string;
}

const OPTION =
  /^[ \t]*(?:[-*][ \t]+)?(?:\*\*)?\(?([A-Za-z]|\d{1,2})[.):）：](?:\*\*)?[ \t]*(?<=[ \t）：])(\S.*)$/;

/** The options of a question; none unless there are at least two, each with a label of its own. */
export function optionsOf({ details }: Pick<Question, 'details'>): readonly Option[] {
  const lines = [...readMarkdown(details).lines].filter((line) => line.hiddenBy === undefined);
  const options = lines.flatMap(({ text: line }): readonly Option[] => {
    const [, label, text] = OPTION.exec(line) ?? [];
    return label === undefined || text === undefined ? [] : [{ label, text: text.trim() }];
  });
  const labels = new Set(options.map(({ label }) => label.toLowerCase()));
  return options.length >= 2 && labels.size === options.length ? options : [];
}

/** The answer text of a choice: the label that agents ask for, and its meaning. */
export function answerOf({ label, text }: Option): string {
  return `${label}) ${text}`;
}

/** The option that the suggestion names, by its label or in full. */
export function suggestedOption(question: Question): Option | undefined {
  const said = question.suggestion?.trim().toLowerCase();
  if (said === undefined) return undefined;
  const [, label] = /^\(?([a-z]|\d{1,2})(?:[.):,\s]|$)/.exec(said) ?? [];
  return optionsOf(question).find(
    (option) => option.label.toLowerCase() === label || option.text.toLowerCase() === said,
  );
}

/** A hash of the question without its answer. */
export function askedOf({ number, text, details }: Question): string {
  return fingerprint(`${number}\n${text}\n${details}`).slice(0, 8);
}

/** A hash of all questions without their answers. */
export function roundOf(questions: readonly Question[]): string {
  return fingerprint(questions.map(askedOf).join(' ')).slice(0, 8);
}
