import { fingerprint } from '../../text/fingerprint.ts';
import { type Answers, type GivenAnswers, readQuestions } from '../questions.ts';

/** The answers in a `_qa.md`, each as a hash with its number. */
export function answerHashes(text: string | undefined): readonly string[] {
  return readQuestions(text ?? '').flatMap(({ number, answer }) =>
    answer === undefined ? [] : [hashOf(number, answer)],
  );
}

/** The questions whose answer was there when the last agent ended, and was not given by a person before. */
export function agentsAnswers(
  answers: Answers | undefined,
  /** `answerHashes` when the agent ended. */
  left: readonly string[] | undefined,
  given: GivenAnswers | undefined,
): readonly string[] {
  const persons = given?.kind === 'answers' ? given.answers : {};
  return Object.entries(answers ?? {}).flatMap(([number, answer]) =>
    left?.includes(hashOf(number, answer)) === true && persons[number] !== answer
      ? [`Q${number}`]
      : [],
  );
}

function hashOf(number: number | string, answer: string): string {
  return fingerprint(`${number} ${answer}`);
}
