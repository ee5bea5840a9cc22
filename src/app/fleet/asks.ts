import { planToken } from '../../domain/people/chat.ts';
import { roundOf } from '../../domain/questions/options.ts';
import { readQuestions } from '../../domain/questions/questions.ts';
import type { SessionStore } from '../ports/session/store.ts';

/** The plan or the questions that wait for a person: an act from another machine is for them, and for no later ones. */
export function asksOf(
  store: Pick<SessionStore, 'planFiles' | 'questions'>,
  awaiting: string | null,
): string | null {
  if (awaiting === 'plan_approval') return planToken(store.planFiles().hash);
  return awaiting === 'qa_answers' ? roundOf(readQuestions(store.questions()?.text ?? '')) : null;
}
