import { type NamedAnswers, namesOf } from '../../../domain/questions/answers/named-answers.ts';
import { readTyped } from '../../../domain/questions/answers/typed-answer.ts';
import type { Question } from '../../../domain/questions/questions.ts';
import { printable, printableLines } from '../../../domain/text/printable.ts';
import { type Interview, openInterview } from '../../console/ask.ts';
import { print } from '../../console/print.ts';

/**
 * Asks question by question, then shows the answers and asks whether to write them; undefined: not.
 * An answered question is named only if it gets a new answer: its lines are its own.
 */
export async function askQuestions(
  questions: readonly Question[],
): Promise<NamedAnswers | undefined> {
  const asked = questions.filter(isAsked);
  if (asked.length === 0) return {};
  using person = openInterview();
  print(
    'Enter takes the text in [ ]; = begins your own words; < goes back. Nothing is written before you confirm.\n',
  );
  const chosen = new Map<number, string>();
  let first = 0;
  for (;;) {
    await askFrom(first, asked, { person, chosen });
    const said = await person.ask(`${summary(asked, chosen)}Write them? [Y/n] `);
    if (['', 'y', 'yes'].includes(said.toLowerCase())) return answersOf(questions, asked, chosen);
    if (said !== '<') return undefined;
    first = asked.length - 1;
  }
}

interface Asking {
  readonly person: Interview;
  /** By the place of the question: a number may occur twice. */
  readonly chosen: Map<number, string>;
}

/** Asks from a question on to the last. */
async function askFrom(
  first: number,
  asked: readonly Question[],
  { person, chosen }: Asking,
): Promise<void> {
  let at = first;
  for (let question = asked[at]; question !== undefined; question = asked[at]) {
    const place = `${at + 1} of ${asked.length}`;
    const said = await person.ask(promptFor(question, place, chosen.get(at)));
    const typed = readTyped(said, question);
    if (typed.kind === 'unclear') {
      print(`${printable(typed.why)}\n`);
      continue;
    }
    const text = typed.kind === 'answer' ? typed.text : offered(question, chosen.get(at));
    if (typed.kind !== 'back' && text !== undefined) chosen.set(at, text);
    at = typed.kind === 'back' ? Math.max(0, at - 1) : at + 1;
  }
}

/** What Enter takes; an answer that is there stays without it. */
function offered(
  { answer, ticked, suggestion }: Question,
  typed: string | undefined,
): string | undefined {
  return typed ?? (answer === undefined ? (ticked ?? suggestion) : undefined);
}

function promptFor(question: Question, place: string, typed: string | undefined): string {
  const { number, text, details, ticked, suggestion, answer } = question;
  const known = typed ?? answer ?? ticked ?? suggestion;
  const offer = known === undefined ? '' : ` [${printable(known)}]`;
  const shown = details === '' ? '' : `${printableLines(details)}\n`;
  return `\nQ${number} (${place}): ${printable(text)}\n${shown}${offer}> `;
}

function summary(asked: readonly Question[], chosen: ReadonlyMap<number, string>): string {
  const lines = asked.map(({ number, answer }, at) => {
    const left = answer === undefined ? '(no answer)' : '(as it is)';
    return `  Q${number}: ${printable(chosen.get(at) ?? left)}\n`;
  });
  return `\nYour answers:\n${lines.join('')}`;
}

/** For the questions as they were asked: by the end of the interview others may be open. */
function answersOf(
  questions: readonly Question[],
  asked: readonly Question[],
  chosen: ReadonlyMap<number, string>,
): NamedAnswers {
  const names = namesOf(questions);
  const given = [...chosen].map(([at, text]) => {
    const place = questions.findIndex((question) => question === asked[at]);
    return [names[place] ?? '', text] as const;
  });
  return Object.fromEntries(given);
}

/** A second round that begins with the number of the first one asks only what is open. */
function isAsked({ number, answer }: Question, at: number, all: readonly Question[]): boolean {
  return answer === undefined || !all.some((other, i) => i !== at && other.number === number);
}
