import type { Gate } from '../../domain/phases/rules.ts';
import { writeAnswers } from '../../domain/questions/answers/write-answers.ts';
import { allAnswers, readQuestions } from '../../domain/questions/questions.ts';
import { mayAsk } from '../../domain/questions/questions-trouble.ts';
import { AUTO } from '../../domain/session/rows/person-row.ts';
import { hasConflict } from '../../domain/text/markdown/conflict.ts';
import type { Done } from '../people/acts.ts';
import { answer, answerNone } from '../people/answer.ts';
import { approve } from '../people/approve.ts';
import { suggestedAnswers } from '../people/asked.ts';
import type { Loop } from '../run/loop.ts';
import { writerOf } from '../run/writer.ts';
import { planConflict } from '../session/gate-trouble.ts';

/** `--gates auto`: a person's part done by samocode, and recorded as such; false when it cannot be. */
export function openGate(loop: Loop, gate: Gate): boolean {
  const before = loop.session.store.ledger().rows;
  const isOpen = (passGate(loop, gate)?.view.ledger.rows ?? before) > before;
  if (isOpen) loop.teller.report({ kind: 'gate-opened', gate });
  return isOpen;
}

/** Undefined, and nothing written, where the questions cannot be read or answered. */
function passGate(loop: Loop, gate: Gate): Done | undefined {
  const writer = writerOf(loop);
  const actor = { by: AUTO };
  if (gate === 'approval') {
    return planConflict(writer.store) === undefined ? approve(writer, actor) : undefined;
  }
  const file = loop.session.store.questions();
  const text = file?.text ?? '';
  if (hasConflict(text)) return undefined;
  if (readQuestions(text).length === 0) {
    return mayAsk(text) ? undefined : answerNone(writer, actor);
  }
  const isAgents = file?.hash === loop.session.store.state().questionsAfterRun;
  const answers = suggestedAnswers(text, { isAgents });
  const isWhole = allAnswers(writeAnswers(text, answers)) !== undefined;
  return isWhole ? answer(writer, actor, answers) : undefined;
}
