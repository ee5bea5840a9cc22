import { answerOf, optionsOf } from '../options.ts';
import { isPlaceholder } from '../placeholder.ts';
import type { Question } from '../questions.ts';

/** A line that a person typed at a question. */
export type TypedAnswer =
  | { readonly kind: 'answer'; readonly text: string }
  /** Enter alone: the text in brackets. */
  | { readonly kind: 'offer' }
  | { readonly kind: 'back' }
  /** It is no answer; the question is asked again. */
  | { readonly kind: 'unclear'; readonly why: string };

/** Own words begin with `=`; it may be left out where the question has no options. */
export function readTyped(said: string, question: Pick<Question, 'details'>): TypedAnswer {
  if (said === '') return { kind: 'offer' };
  if (said === '<') return { kind: 'back' };
  const options = optionsOf(question);
  if (said.startsWith('=') || options.length === 0) return ownWords(said.replace(/^=\s*/, ''));
  const chosen = said
    .toLowerCase()
    .split(/[\s,]+/)
    .map((word) => options.find(({ label }) => label.toLowerCase() === word.replace(/[.):]$/, '')));
  const known = chosen.filter((option) => option !== undefined);
  if (known.length === chosen.length) {
    return { kind: 'answer', text: known.map(answerOf).join('; ') };
  }
  const labels = options.map(({ label }) => label).join(', ');
  return { kind: 'unclear', why: `type one of ${labels}, or = and your own words` };
}

function ownWords(text: string): TypedAnswer {
  return isPlaceholder(text)
    ? { kind: 'unclear', why: 'that is a placeholder, not an answer' }
    : { kind: 'answer', text };
}
