import { removedAnswers } from '../../domain/questions/answers/removed-answers.ts';
import { writeAnswers } from '../../domain/questions/answers/write-answers.ts';
import type { Loop } from '../run/loop.ts';
import type { View } from '../session/look.ts';

/** Puts back the answers of a person that an agent took out of `_qa.md`, with a warning: nobody answers twice. */
export function keepAnswers({ session: { store }, teller }: Loop, view: View): void {
  const text = store.questions()?.text ?? '';
  const removed = removedAnswers(view.ledger.given, text);
  const names = Object.keys(removed).map((number) => `Q${number}`);
  if (names.length === 0) return;
  store.writeQuestions(writeAnswers(text, removed));
  const what = `an agent removed the answer to ${names.join(', ')}; it was put back`;
  teller.report({ kind: 'warning', text: `_qa.md: ${what}` });
}
