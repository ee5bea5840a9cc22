import {
  type ChatButton,
  type ChatMessage,
  planToken,
  sessionToken,
  type Token,
} from '../../domain/people/chat.ts';
import { askedOf, optionsOf, suggestedOption } from '../../domain/questions/options.ts';
import { type Question, readQuestions } from '../../domain/questions/questions.ts';
import { mayAsk } from '../../domain/questions/questions-trouble.ts';
import type { Ending } from '../../domain/run/event.ts';
import { isRetried } from '../../domain/session/standing.ts';
import { printable } from '../../domain/text/printable.ts';
import type { Notice } from '../ports/notifier.ts';
import type { SessionStore } from '../ports/session/store.ts';

/** More messages at once are no help on a phone. */
const QUESTIONS_AT_ONCE = 20;
const BUTTON_LIMIT = 40;

type Choices = Pick<Notice, 'buttons' | 'reference' | 'questions'>;

/** The buttons of the notice about an ending. */
export function choicesOf(store: SessionStore, ending: Ending): Choices {
  const session = sessionToken(store.path);
  const reference: Token = { kind: 'note', session };
  const resume: ChatButton = { text: 'Resume', token: { kind: 'resume', session } };
  switch (ending.kind) {
    case 'waiting':
      if (ending.for === 'qa_answers') return { reference, ...questionsOf(store, session) };
      if (ending.for === 'plan_approval')
        return { reference, buttons: planButtons(store, session) };
      return { reference, buttons: [[resume]] };
    case 'blocked':
      // Each run tries again by itself: there is nothing to resume.
      return isRetried(ending) ? { reference } : { reference, buttons: [[resume]] };
    case 'failed':
    case 'paused':
      return { reference, buttons: [[resume]] };
    case 'parked':
    case 'disk':
      return { reference };
    case 'done':
    case 'once':
    case 'bound':
    case 'stopped':
    case 'signalled':
      return {};
  }
}

function planButtons(store: SessionStore, session: string): NonNullable<Notice['buttons']> {
  const plan = planToken(store.planFiles().hash);
  return [
    [
      { text: 'Approve', token: { kind: 'approve', session, plan } },
      { text: 'Reject…', token: { kind: 'reject', session, plan } },
    ],
  ];
}

function questionsOf(store: SessionStore, session: string): Choices {
  const questions = readQuestions(store.questions()?.text ?? '');
  if (questions.length === 0) {
    // The notice says that they cannot be read: nothing that a button could answer.
    if (mayAsk(store.questions()?.text)) return {};
    return { buttons: [[{ text: 'No questions needed', token: { kind: 'none', session } }]] };
  }
  const open = questions.filter(({ answer }) => answer === undefined);
  return {
    questions: open
      .slice(0, QUESTIONS_AT_ONCE)
      .map((question) => questionMessage(question, session)),
  };
}

/** One question with its options as buttons; a reply to it is an answer in words. */
export function questionMessage(question: Question, session: string): ChatMessage {
  const { number, text, details, suggestion } = question;
  const asks = { session, asked: askedOf(question), question: number };
  const suggested = suggestedOption(question);
  const buttons: ChatButton[] = optionsOf(question).map((option, at) => ({
    text: printable(
      `${option.label === suggested?.label ? '★ ' : ''}${option.label}) ${option.text}`,
      BUTTON_LIMIT,
    ),
    token: { kind: 'choose', ...asks, option: at },
  }));
  if (suggestion !== undefined && suggested === undefined) {
    buttons.push({
      text: printable(`★ ${suggestion}`, BUTTON_LIMIT),
      token: { kind: 'suggested', ...asks },
    });
  }
  const hint = suggestion === undefined ? '' : `\n\nSuggestion: ${suggestion}`;
  return {
    title: `Q${number}: ${text}`,
    text: `${details}${hint}\n\n${buttons.length > 0 ? 'Choose, or reply with an answer.' : 'Reply with an answer.'}`,
    buttons: buttons.map((button) => [button]),
    reference: { kind: 'answer', ...asks },
  };
}
