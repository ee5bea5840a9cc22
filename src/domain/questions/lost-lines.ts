import type { MarkdownLine } from '../text/markdown/lines.ts';
import { answerLinesOf, readAnswer } from './answer-lines.ts';
import { isPlaceholder } from './placeholder.ts';
import { answerLabel, type Label } from './question-labels.ts';
import { type Block, type Blocks, isQuestionLine } from './question-lines.ts';

/** A line that shows that not all questions and answers can be read. */
export interface LostLine {
  readonly text: string;
  readonly why: 'no question' | 'second answer' | 'other answer' | 'fence';
}

/** Further `Answer:` lines of a question that are open, or answer it in another way: of two people, say. */
function secondAnswers(block: Block): readonly MarkdownLine[] {
  const found = answerLinesOf(block);
  if (found === undefined) return [];
  const [first] = readAnswer(found).answer?.split('\n') ?? [];
  return block.lines.slice(found.at + 1).filter((line) => {
    if (isOpen(line)) return true;
    if (first === undefined || line.hiddenBy !== undefined) return false;
    const label = answerLabel(line.text, block.number);
    if (label === undefined || !isAgain(label, found.label)) return false;
    // The first answer may be on such a line itself, below an empty one.
    return !['', first.trim()].includes(label.value.trim()) && line.text.trim() !== first.trim();
  });
}

/** Whether a label is the question's once more; another one, or in a list, is a part of the answer. */
function isAgain({ prefix, word }: Label, first: Label): boolean {
  if (prefix.trim() !== first.prefix.trim()) return false;
  return /^answer/i.test(word) || word.toLowerCase() === first.word.toLowerCase();
}

function isOpen({ hiddenBy, text }: MarkdownLine): boolean {
  const value = hiddenBy === undefined ? answerLabel(text)?.value : undefined;
  return value !== undefined && value.trim() !== '' && isPlaceholder(value);
}

/** An open answer without its question, or a question in a fence that is likely paired wrongly. */
export function lostLines({ blocks, others, isUnclosed }: Blocks): readonly LostLine[] {
  const seconds = blocks.flatMap(secondAnswers);
  const all = [...others, ...blocks.flatMap(({ lines }) => lines)];
  const fenced = all.filter(
    ({ hiddenBy, text }) => isUnclosed && hiddenBy === 'fence' && isQuestionLine(text),
  );
  return [
    ...others.filter(isOpen).map(({ text }) => ({ text, why: 'no question' as const })),
    ...seconds.map((line) => ({
      text: line.text,
      why: isOpen(line) ? ('second answer' as const) : ('other answer' as const),
    })),
    ...fenced.map(({ text }) => ({ text, why: 'fence' as const })),
  ];
}
