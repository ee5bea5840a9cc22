import type { ChatButton } from '../../domain/people/chat.ts';
import { planToken, sessionToken, type Token } from '../../domain/people/token.ts';
import { askedOf, optionsOf, roundOf, suggestedOption } from '../../domain/questions/options.ts';
import { type Question, readQuestions } from '../../domain/questions/questions.ts';
import { mayAsk } from '../../domain/questions/questions-trouble.ts';
import type { Ending } from '../../domain/run/event.ts';
import { isRetried } from '../../domain/session/standing.ts';
import { hasConflict } from '../../domain/text/markdown/conflict.ts';
import { printable } from '../../domain/text/printable.ts';
import type { AskedQuestion, Notice } from '../ports/notifier.ts';
import type { SessionStore } from '../ports/session/store.ts';
import { planConflict } from '../session/gate-trouble.ts';

/** More questions at once are no help on a phone. */
const QUESTIONS_AT_ONCE = 20;
const PLANS_AT_ONCE = 5;
const BUTTON_LIMIT = 40;

type Choices = Pick<Notice, 'buttons' | 'reference' | 'questions' | 'files'>;

/** The buttons of the notice about an ending. */
export function choicesOf(store: SessionStore, ending: Ending): Choices {
  const session = sessionToken(store.path);
  const reference: Token = { kind: 'note', session };
  const resume: ChatButton = { text: 'Resume', token: { kind: 'resume', session } };
  switch (ending.kind) {
    case 'waiting':
      if (ending.for === 'qa_answers') return { reference, ...questionsOf(store, session) };
      if (ending.for === 'plan_approval') {
        // The hash before the texts: of a plan that changes meanwhile, the button approves nothing.
        const buttons = planButtons(store, session);
        return { reference, buttons, files: store.planTexts().slice(-PLANS_AT_ONCE) };
      }
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
    case 'lost':
    case 'stopped':
    case 'signalled':
      return {};
  }
}

function planButtons(store: SessionStore, session: string): NonNullable<Notice['buttons']> {
  const plan = planToken(store.planFiles().hash);
  const approve = { text: 'Approve', token: { kind: 'approve', session, plan } } as const;
  const reject = { text: 'Reject…', token: { kind: 'reject', session, plan } } as const;
  return [planConflict(store) === undefined ? [approve, reject] : [reject]];
}

function questionsOf(store: SessionStore, session: string): Choices {
  const text = store.questions()?.text ?? '';
  const questions = readQuestions(text);
  if (hasConflict(text)) return {};
  if (questions.length === 0) {
    // The notice says that they cannot be read: nothing that a button could answer.
    if (mayAsk(text)) return {};
    return { buttons: [[{ text: 'No questions needed', token: { kind: 'none', session } }]] };
  }
  const open = questions.filter(({ answer }) => answer === undefined).slice(0, QUESTIONS_AT_ONCE);
  const [first] = open;
  const reference: Token =
    first !== undefined && open.length === 1
      ? { kind: 'answer', session, asked: askedOf(first), question: first.number }
      : { kind: 'answers', session, round: roundOf(questions) };
  return { reference, questions: open.map((question) => askedQuestion(question, session)) };
}

/** One question with its options as buttons. */
function askedQuestion(question: Question, session: string): AskedQuestion {
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
  const hint = suggestion === undefined ? '' : `Suggestion: ${suggestion}`;
  return {
    name: `Q${number}`,
    text: [`Q${number}: ${text}`, details.trim(), hint].filter((part) => part !== '').join('\n'),
    buttons,
  };
}
