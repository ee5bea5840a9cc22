import type { AskedText } from '../../domain/fleet/asked.ts';
import { planToken } from '../../domain/people/token.ts';
import { roundOf } from '../../domain/questions/options.ts';
import { readQuestions } from '../../domain/questions/questions.ts';
import type { SessionStore } from '../ports/session/store.ts';

/** The plan or the questions that wait for a person, with the names of `Told`. */
export interface Asked {
  /** The plan or the questions: an act from another machine is for them, and for no later ones. */
  readonly asks: string | null;
  /** Their text, which a person on another machine sees; null: nothing waits, or they cannot be shown there. */
  readonly texts: readonly AskedText[] | null;
}

type Store = Pick<SessionStore, 'planFiles' | 'planTexts' | 'questions'>;

/** The plan or the questions that wait for a person. */
export function askedOf(store: Store, awaiting: string | null): Asked {
  if (awaiting === 'plan_approval') return plan(store);
  if (awaiting !== 'qa_answers') return { asks: null, texts: null };
  const text = store.questions()?.text ?? '';
  return { asks: roundOf(readQuestions(text)), texts: shown([{ name: '_qa.md', text }]) };
}

/** `asks` of it alone, without a look into the files of a plan. */
export function tokenNow(store: Store, awaited: 'plan_approval' | 'qa_answers'): string | null {
  if (awaited === 'plan_approval') return planToken(store.planFiles().hash);
  return roundOf(readQuestions(store.questions()?.text ?? ''));
}

function plan(store: Store): Asked {
  const { files, hash } = store.planFiles();
  const texts = new Map(store.planTexts().map(({ name, text }) => [name, text]));
  const isWhole = store.planFiles().hash === hash;
  const found = files.map((name) => ({ name, text: texts.get(name) ?? null }));
  // A text that was changed meanwhile is not the one of this token.
  return { asks: planToken(hash), texts: isWhole ? shown(found) : null };
}

/** More is read on the machine of the session. */
const MOST_CHARACTERS = 256 * 1024;
const MOST_FILES = 50;

function shown(texts: readonly AskedText[]): readonly AskedText[] | null {
  const size = texts.reduce((sum, { text }) => sum + (text?.length ?? 0), 0);
  return size > MOST_CHARACTERS || texts.length > MOST_FILES ? null : texts;
}
