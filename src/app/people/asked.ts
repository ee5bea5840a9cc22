import { type NamedAnswers, namesOf } from '../../domain/questions/answers/named-answers.ts';
import { haveLostTheirs, unclearNumbers } from '../../domain/questions/answers/write-answers.ts';
import { NO_LINE, readQuestions } from '../../domain/questions/questions.ts';
import { openNames, questionsTrouble } from '../../domain/questions/questions-trouble.ts';
import { conflictWords, resolveWords } from '../../domain/text/markdown/conflict.ts';
import { UserError } from '../../domain/text/user-error.ts';

/**
 * Answers as the agent suggested them, to the questions that are open. Where a person may have changed
 * the file, text that is not read as an answer is kept: it may be theirs.
 */
export function suggestedAnswers(
  text: string,
  { isAgents }: { readonly isAgents: boolean },
): NamedAnswers {
  const questions = readQuestions(text);
  const names = namesOf(questions);
  const taken = questions.flatMap(({ suggestion, answer: given, unread }, at) => {
    const isKept = unread !== undefined && unread !== NO_LINE && !isAgents;
    if (given !== undefined || isKept) return [];
    return [[names[at] ?? '', suggestion ?? 'no suggestion was given: choose yourself'] as const];
  });
  return Object.fromEntries(taken);
}

/** Throws where an answer would be written to a question that it was not given for. */
export function refuseUnclear(questions: string, answers: NamedAnswers): void {
  if (haveLostTheirs(questions, answers)) {
    throw new UserError('the questions of _qa.md have changed since; nothing was written', {
      hint: 'to answer those that are open now: samocode answer',
    });
  }
  const [number] = unclearNumbers(questions, answers);
  if (number === undefined) return;
  throw new UserError(`several open questions of _qa.md have the number ${number}`, {
    hint: 'write each answer behind its "Answer:" in _qa.md, or give each question a number of its own there',
  });
}

/** Why there is no question to answer, and what helps. */
export function noQuestion(text: string | undefined): UserError {
  const trouble = questionsTrouble(text, 'unknown');
  return trouble?.kind === 'unreadable'
    ? new UserError(trouble.text, {
        hint: 'edit _qa.md, or start a run with --force: its agent is told to write them so',
      })
    : new UserError('_qa.md has no question', {
        hint: 'if no question is needed: samocode answer --none',
      });
}

/** What keeps the gate closed although answers were written. */
export function remarksOn(text: string): readonly string[] {
  const open = readQuestions(text).filter((question) => question.answer === undefined);
  const trouble = questionsTrouble(text, 'unknown');
  return [
    ...(open.length === 0 ? [] : [`still without an answer: ${openNames(open)}`]),
    ...(trouble === undefined ? [] : [trouble.text]),
  ];
}

/** Throws where `_qa.md` has two versions: an answer to one of them would be lost with it. */
export function refuseConflict(questions: string | undefined): void {
  const trouble = conflictWords('_qa.md', questions ?? '');
  if (trouble !== undefined) throw new UserError(trouble, { hint: resolveWords('_qa.md') });
}
