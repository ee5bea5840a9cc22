import { agentsAnswers } from '../../domain/questions/answers/agents-answers.ts';
import { type NamedAnswers, numberOf } from '../../domain/questions/answers/named-answers.ts';
import { writeAnswers } from '../../domain/questions/answers/write-answers.ts';
import { allAnswers, readQuestions, wordingOf } from '../../domain/questions/questions.ts';
import { UserError } from '../../domain/text/user-error.ts';
import type { Writer } from '../ports/session/writer.ts';
import type { View } from '../session/look.ts';
import { lookAndRepairPhase } from '../session/repair.ts';
import type { PersonAct } from '../session/rows.ts';
import { type Actor, atGate, type Done, record, settledView, whereItStands } from './acts.ts';
import { noQuestion, refuseConflict, refuseUnclear, remarksOn } from './asked.ts';

/** Writes answers into `_qa.md` (other questions keep theirs) and records its answers. */
export function answer(writer: Writer, actor: Actor, answers: NamedAnswers): Done {
  const view = requirementsView(writer);
  const file = writer.store.questions();
  if (file === undefined || readQuestions(file.text).length === 0) throw noQuestion(file?.text);
  refuseUnclear(file.text, answers);
  const text = writeAnswers(file.text, answers);
  const isNews = text !== file.text || actor.note !== undefined;
  // An agent may wait again for questions that are answered: repeating the answer lets it continue.
  if (view.answersOpen && !isNews && !atGate(view, 'answers')) {
    return { view, remarks: ['these answers are recorded already'] };
  }
  const all = allAnswers(text);
  if (text !== file.text) writer.store.writeQuestions(text);
  if (all === undefined) {
    return { view, remarks: remarksOn(text) };
  }
  const act: PersonAct = { status: 'answered', ...actor, answers: all, asked: wordingOf(text) };
  const agents = agentsAnswers(all, view.state.answersAfterRun, view.ledger.given);
  const named = new Set(Object.keys(answers).map(numberOf));
  const kept = agents.filter((name) => !named.has(name.slice(1)));
  const remarks =
    kept.length === 0
      ? []
      : [`${kept.join(', ')} kept the answer that was there when the agent ended`];
  return { view: record(writer, view, act), remarks };
}

/** A person's word that no questions are needed. */
export function answerNone(writer: Writer, actor: Actor): Done {
  const view = requirementsView(writer);
  const file = writer.store.questions();
  const open = readQuestions(file?.text ?? '');
  if (open.length > 0) {
    throw new UserError(`_qa.md has ${open.length} questions`, {
      hint: 'samocode answer --accept-suggestions, or edit _qa.md',
    });
  }
  const act: PersonAct = { status: 'answered', ...actor, answers: null };
  return { view: record(writer, view, act), remarks: [] };
}

/**
 * Records the current `_qa.md` with the act: it may come from the same act of a samocode that was
 * killed.
 */
function requirementsView(writer: Writer): View {
  const view = settledView(writer, lookAndRepairPhase);
  refuseUnasked(view);
  refuseConflict(writer.store.questions()?.text);
  return view;
}

/** Throws where the session asks nothing. */
export function refuseUnasked(view: View): void {
  if (view.phase === 'requirements' || atGate(view, 'answers')) return;
  throw new UserError(`nothing is asked: ${whereItStands(view)}`, {
    hint: 'questions are asked and answered in requirements',
  });
}
