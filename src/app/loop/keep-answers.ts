import { removedAnswers } from '../../domain/questions/answers/removed-answers.ts';
import { restoreAnswers } from '../../domain/questions/answers/write-answers.ts';
import type { Loop } from '../run/loop.ts';
import type { View } from '../session/look.ts';

/** The text of `_qa.md` after an iteration. Writes a person's answers back where the agent removed them, and warns. */
export function keepAnswers({ session: { store }, teller }: Loop, view: View): string | undefined {
  const text = store.questions()?.text;
  const removed = removedAnswers(view.ledger.given, text);
  const names = Object.keys(removed).map((number) => `Q${number}`);
  if (text === undefined || names.length === 0) return text;
  const whole = restoreAnswers(text, removed);
  store.writeQuestions(whole);
  const what = `an agent removed the answer to ${names.join(', ')}; it was put back`;
  teller.report({ kind: 'warning', text: `_qa.md: ${what}` });
  return whole;
}
