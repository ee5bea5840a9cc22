import { answer, answerNone, refuseUnasked } from '../../../app/people/answer.ts';
import { noQuestion, refuseConflict, suggestedAnswers } from '../../../app/people/asked.ts';
import { look } from '../../../app/session/look.ts';
import type { CommandAct } from '../../../domain/fleet/act.ts';
import type { FleetSession } from '../../../domain/fleet/session-elsewhere.ts';
import {
  answersIn,
  type NamedAnswers,
  overridden,
} from '../../../domain/questions/answers/named-answers.ts';
import { isPlaceholder } from '../../../domain/questions/placeholder.ts';
import { type Question, readQuestions } from '../../../domain/questions/questions.ts';
import { UserError } from '../../../domain/text/user-error.ts';
import { openSession } from '../../compose/people/open-session.ts';
import type { PlaceFlags } from '../../compose/place/place.ts';
import { canAsk } from '../../console/ask.ts';
import { print } from '../../console/print.ts';
import { readInput } from '../../console/read-input.ts';
import { askQuestions } from './ask-questions.ts';
import { actElsewhere } from './elsewhere.ts';
import { actAndSay } from './gates.ts';

interface AnswerFlags extends PlaceFlags {
  readonly acceptSuggestions?: boolean;
  readonly set?: readonly string[];
  readonly file?: string;
  readonly none?: boolean;
  readonly note?: string;
}

const WITHOUT_A_TERMINAL =
  'to take the agent’s suggestions: samocode answer --accept-suggestions; or give --set <n>=<answer>, --file <path> or --none';

/** `samocode answer`: from flags, a file, or question by question in a terminal. */
export async function answerCommand(flags: AnswerFlags): Promise<number> {
  const { note } = flags;
  const there = await actElsewhere(flags, (session) => answerElsewhere(session, flags));
  if (there !== undefined) return there;
  if (flags.none === true) {
    return await actAndSay(flags, ({ writer, user }) => answerNone(writer, { by: user, note }));
  }
  const given = await answersFrom(flags, askedQuestions(flags));
  if (given === undefined) return sayUnwritten();
  return await actAndSay(flags, ({ writer, user }) => answer(writer, { by: user, note }, given));
}

function sayUnwritten(): number {
  print('Nothing was written.\n');
  return 3;
}

/** For a session of another machine: its questions as the fleet knows them. */
async function answerElsewhere(
  { asks, texts, awaiting }: FleetSession,
  flags: AnswerFlags,
): Promise<CommandAct | number> {
  const { note } = flags;
  if (flags.none === true) return { kind: 'answer-none', note };
  const takesSuggestions = flags.acceptSuggestions === true;
  const questions = texts?.flatMap(({ text }) => readQuestions(text ?? '')) ?? [];
  const answers = overridden(fileAnswers(flags.file, questions), splitSettings(flags.set));
  if (takesSuggestions || Object.keys(answers).length > 0)
    return { kind: 'answer', answers, takesSuggestions, note };
  // Where nothing is asked, sending the act says so.
  if (awaiting !== 'qa_answers' || asks === null)
    return { kind: 'answer', answers: {}, takesSuggestions: false, note };
  if (!canAsk() || texts === null) {
    const why = texts === null ? 'the questions cannot be shown here' : 'stdin is not a terminal';
    throw new UserError(why, { hint: WITHOUT_A_TERMINAL });
  }
  const given = await askQuestions(questions);
  if (given === undefined) return sayUnwritten();
  return { kind: 'answer', answers: given, takesSuggestions: false, note };
}

function splitSettings(settings: readonly string[] = []): NamedAnswers {
  return Object.fromEntries(
    settings.map((setting) => {
      const [, number, value = ''] = SETTING.exec(setting) ?? [];
      if (number === undefined) {
        throw new UserError(`--set ${setting} names no question`, {
          hint: 'write --set <number>=<answer>, such as --set 1=b',
        });
      }
      return [String(Number(number)), value.trim()];
    }),
  );
}

const SETTING = /^Q?(\d+)=([\s\S]+)$/i;

interface AskedFile {
  readonly text: string;
  /** No person has changed it since the agent ended. */
  readonly isAgents: boolean;
}

/** Reads the current questions before it asks the person. */
function askedQuestions(flags: AnswerFlags): AskedFile {
  const { store } = openSession(flags, () => undefined);
  refuseUnasked(look(store));
  const file = store.questions();
  refuseConflict(file?.text);
  return { text: file?.text ?? '', isAgents: file?.hash === store.state().questionsAfterRun };
}

/** Undefined: a person looked at their answers and does not want them written. */
async function answersFrom(
  flags: AnswerFlags,
  { text, isAgents }: AskedFile,
): Promise<NamedAnswers | undefined> {
  const questions = readQuestions(text);
  const named = overridden(fileAnswers(flags.file, questions), setAnswers(flags.set, text));
  if (flags.acceptSuggestions === true)
    return overridden(suggestedAnswers(text, { isAgents }), named);
  if (flags.file !== undefined || flags.set !== undefined) return named;
  if (canAsk()) return await askQuestions(questions);
  throw new UserError('stdin is not a terminal', {
    hint: WITHOUT_A_TERMINAL,
  });
}

/** To the questions that are asked. */
function fileAnswers(path: string | undefined, asked: readonly Question[]): NamedAnswers {
  if (path === undefined) return {};
  const answers = answersIn(readQuestions(readInput('--file', path)), asked);
  if (answers === undefined) {
    throw new UserError(`--file ${path} answers one number twice`, {
      hint: 'keep the text of each question there as it is in _qa.md',
    });
  }
  if (Object.keys(answers).length > 0) return answers;
  throw new UserError(`--file ${path} answers no question`, {
    hint: 'write it like _qa.md: a heading "## Q1: …" and below it "Answer: …"',
  });
}

function setAnswers(settings: readonly string[] | undefined, text: string): NamedAnswers {
  const answers: Record<string, string> = {};
  const questions = readQuestions(text);
  if (settings !== undefined && questions.length === 0) throw noQuestion(text);
  for (const setting of settings ?? []) {
    const [, number, value = ''] = SETTING.exec(setting) ?? [];
    const known = questions.some((question) => question.number === Number(number));
    if (number === undefined || !known) {
      const valid = questions.map((question) => question.number).join(', ');
      throw new UserError(`--set ${setting} names no question`, {
        hint: `write --set <number>=<answer>; the questions are ${valid}`,
      });
    }
    if (isPlaceholder(value)) {
      throw new UserError(`--set ${setting}: that is a placeholder, not an answer`, {
        hint: 'write the answer out, such as --set 1=b',
      });
    }
    if (answers[String(Number(number))] !== undefined) {
      throw new UserError(`--set answers question ${Number(number)} twice`, {
        hint: 'give one answer to each question',
      });
    }
    answers[String(Number(number))] = value.trim();
  }
  return answers;
}
