import type { ChatReply, QuestionName } from '../../domain/people/chat.ts';
import { answerInWords, readReplied } from '../../domain/questions/answers/replied-answers.ts';
import { answerOf, askedOf, optionsOf, roundOf } from '../../domain/questions/options.ts';
import { isPlaceholder } from '../../domain/questions/placeholder.ts';
import { type Question, readQuestions } from '../../domain/questions/questions.ts';
import { printable } from '../../domain/text/printable.ts';
import { answer, answerNone } from '../people/answer.ts';
import type { OpenedSession } from '../ports/telegram.ts';
import { once, refused, type Sender, withHint } from './once.ts';

const ANSWER_LIMIT = 4000;

/** A person's word that no questions are needed. */
export async function noneNeeded(
  session: OpenedSession,
  { by, source }: Sender,
): Promise<ChatReply> {
  return await once(session, source, {
    done: `No questions needed in ${session.name}.`,
    act: () => {
      answerNone(session.writer, { by, source });
      return undefined;
    },
  });
}

/** An answer to one question, as it was asked. */
export interface Chosen extends QuestionName {
  readonly pick:
    | { readonly kind: 'option'; readonly at: number }
    | { readonly kind: 'suggestion' }
    | { readonly kind: 'words'; readonly text: string };
}

/** Answers one question; the last one opens the gate by the usual rule. Never changes an answer given. */
export async function answerWith(
  session: OpenedSession,
  sender: Sender,
  { question, asked, pick }: Chosen,
): Promise<ChatReply> {
  const closed = [{ question, asked }];
  const name = `Q${question}`;
  const reply = await once(session, sender.source, {
    done: `${name} is answered.`,
    saysNext: () => isWhole(session),
    act: () => {
      // Two rounds may both begin with Q1: the words tell which one is meant.
      const found = questionsOf(session).find(
        (one) => one.number === question && askedOf(one) === asked,
      );
      if (found === undefined) {
        return refused(`${name} is not asked like this any more; nothing was changed.`);
      }
      if (found.answer !== undefined) {
        return refused(`${name} is answered already: ${printable(found.answer, 200)}`, sender);
      }
      const text = textOf(found, pick);
      if (text === undefined) return refused(`${name} has no such option; nothing was changed.`);
      return record(session, sender, [{ question: found, text }]);
    },
  });
  return { ...reply, closed };
}

/** Answers those questions of a round that a reply names, all or none of them. */
export async function answerRound(
  session: OpenedSession,
  sender: Sender,
  { round, text }: { readonly round: string; readonly text: string },
): Promise<ChatReply> {
  const reply = await once(session, sender.source, {
    done: 'Your answers are recorded.',
    saysNext: () => isWhole(session),
    act: () => {
      const questions = questionsOf(session);
      if (roundOf(questions) !== round) {
        return refused(`The questions of ${session.name} have changed since; nothing was changed.`);
      }
      const open = questions.filter(isOpen);
      if (open.length === 0) {
        return refused(
          `All questions of ${session.name} are answered; nothing was changed.`,
          sender,
        );
      }
      const replied = readReplied(text, questions);
      if (replied.kind === 'unclear') {
        return { said: withHint(`Nothing was changed: ${printable(replied.why, 300)}`, sender) };
      }
      const given = open.flatMap((question) => {
        const words = replied.answers.get(question.number);
        if (words === undefined) return [];
        return [{ question, text: inOneLine(words, question) }];
      });
      return record(session, sender, given);
    },
  });
  if (reply.closes === undefined || reply.closed !== undefined) return reply;
  // The same update again, after a crash: only what is answered by now loses its buttons.
  const questions = questionsOf(session);
  if (roundOf(questions) !== round) return reply;
  return { ...reply, closed: questions.filter((one) => !isOpen(one)).map(nameOf) };
}

interface Given {
  readonly question: Question;
  readonly text: string;
}

function record(
  session: OpenedSession,
  { by, source }: Sender,
  given: readonly Given[],
): ChatReply | undefined {
  const wrong = given.find(({ text }) => isPlaceholder(text));
  if (wrong !== undefined) {
    const name = `Q${wrong.question.number}`;
    return { said: `${name}: that is a placeholder, not an answer; nothing was changed.` };
  }
  const answers = given.map(({ question, text }) => [String(question.number), text]);
  const named = Object.fromEntries(answers) as Record<string, string>;
  const { remarks } = answer(session.writer, { by, source }, named);
  return {
    hasEffect: true,
    said: [progress(session, given), ...(isWhole(session) ? remarks : [])].join(' '),
    closes: given
      .map(({ question, text }) => `✅ Q${question.number}: ${printable(text, 300)}`)
      .join('\n'),
    closed: given.map(({ question }) => nameOf(question)),
  };
}

function isWhole(session: OpenedSession): boolean {
  return !questionsOf(session).some(isOpen);
}

function textOf(question: Question, pick: Chosen['pick']): string | undefined {
  switch (pick.kind) {
    case 'option': {
      const option = optionsOf(question)[pick.at];
      return option === undefined ? undefined : answerOf(option);
    }
    case 'suggestion':
      return question.suggestion;
    case 'words':
      return inOneLine(pick.text, question);
  }
}

/** One line cannot forge the answer to another question. */
function inOneLine(said: string, question: Question): string {
  const words = said.replace(new RegExp(`^\\s*Q${question.number}\\s*[.:)=]`, 'i'), '');
  return answerInWords(printable(words.replace(/\s+/g, ' '), ANSWER_LIMIT).trim(), question);
}

function progress(session: OpenedSession, given: readonly Given[]): string {
  const names = given.map(({ question }) => `Q${question.number}`).join(', ');
  const said = `${names} ${given.length === 1 ? 'is' : 'are'} answered`;
  const questions = questionsOf(session);
  const left = questions.filter(isOpen).length;
  if (left === 0) return `${said}, and with it all of ${session.name}.`;
  return `${said}; ${questions.length - left} of ${questions.length}.`;
}

function questionsOf({ store }: OpenedSession): readonly Question[] {
  return readQuestions(store.questions()?.text ?? '');
}

function nameOf(question: Question): QuestionName {
  return { asked: askedOf(question), question: question.number };
}

function isOpen({ answer: given }: Question): boolean {
  return given === undefined;
}
