import { conflictWords, hasConflict } from '../text/markdown/conflict.ts';
import { readMarkdown } from '../text/markdown/lines.ts';
import type { LostLine } from './lost-lines.ts';
import { isPlaceholder } from './placeholder.ts';
import { answerLabel, suggestionLabel } from './question-labels.ts';
import { type Question, readQuestionsFile } from './questions.ts';

/** Why `_qa.md` is not read as a person expects. */
export interface QuestionsTrouble {
  readonly kind:
    /** Nothing is asked. */
    | 'nothing-asked'
    /** There are questions that cannot be read. */
    | 'unreadable'
    /** It has two versions, of which a person has to choose one. */
    | 'conflict'
    /** A person changed the file, and it is still not answered, or in two ways. */
    | 'open'
    /** It is answered, in all or in part, as the agent left it. */
    | 'agents-answers';
  readonly text: string;
}

/** Who changed `_qa.md` last, as far as is known. */
export type LastWriter = 'agent' | 'person' | 'unknown';

const FORM = 'a heading "## Q1: …" and below it a line "Answer: …"';
const LIMIT = 80;
const NO_TEXT = '_qa.md has NUL bytes: save it as UTF-8, or as UTF-16 with a byte order mark';

/** Describes a problem of `_qa.md` at the answers gate; undefined if there is none. */
export function questionsTrouble(
  text: string | undefined,
  writer: LastWriter,
  /** The questions whose answers are an agent's, where all are answered. */
  agents: readonly string[] = [],
): QuestionsTrouble | undefined {
  const unread = unreadTrouble(text);
  if (unread !== undefined) return unread;
  const { questions } = readQuestionsFile(text ?? '');
  if (agents.length > 0 && writer !== 'agent') return agentsOwn(agents);
  const open = questions.filter(({ answer }) => answer === undefined);
  if (open.length === 0 && writer === 'agent') {
    const words = 'the answers in _qa.md were there when the agent ended';
    return { kind: 'agents-answers', text: `${words}; to record them as yours: samocode answer` };
  }
  if (open.length === 0 || writer !== 'person') return undefined;
  return { kind: 'open', text: openWords(open) };
}

/** Why questions or answers of the file are not read. */
function unreadTrouble(text: string | undefined): QuestionsTrouble | undefined {
  if (text?.includes('\0') === true) return { kind: 'unreadable', text: NO_TEXT };
  const conflict = conflictWords('_qa.md', text ?? '');
  if (conflict !== undefined) return { kind: 'conflict', text: conflict };
  const { questions, lost } = readQuestionsFile(text ?? '');
  if (questions.length === 0) {
    return mayAsk(text) ? { kind: 'unreadable', text: noneReadable(text) } : nothingAsked(text);
  }
  const [first] = lost;
  if (first === undefined) return undefined;
  const kind = first.why === 'other answer' ? 'open' : 'unreadable';
  return { kind, text: lostWords(first) };
}

/** Whether a text without a readable question may ask something all the same. */
export function mayAsk(text: string | undefined): boolean {
  if (hasConflict(text ?? '') || text?.includes('\0') === true) return true;
  for (const { hiddenBy, text: line } of readMarkdown(text ?? '').lines) {
    if (hiddenBy !== 'comment' && isAsking(line)) return true;
  }
  return false;
}

function isAsking(line: string): boolean {
  if (/[?？]/.test(line) || /^\W*(?:Q|Question)\s*#?\d/i.test(line)) return true;
  if (answerLabel(line) !== undefined || suggestionLabel(line) !== undefined) return true;
  if (/^\s*\(?[a-d]\)\s/i.test(line) || /^\s*[-*+]\s+\[ \]/.test(line)) return true;
  return line.trim() !== '' && /\p{L}/u.test(line) && isPlaceholder(line);
}

function nothingAsked(text: string | undefined): QuestionsTrouble {
  const what = text === undefined ? 'there is no _qa.md' : '_qa.md has no question';
  return {
    kind: 'nothing-asked',
    text: `${what}; if none is needed: samocode answer --none`,
  };
}

function noneReadable(text: string | undefined): string {
  const { lost } = readQuestionsFile(text ?? '');
  const inFence = lost.some(({ why }) => why === 'fence') ? ' outside a code fence' : '';
  return `no question in _qa.md can be read${inFence}: each needs ${FORM}`;
}

function lostWords({ text, why }: LostLine): string {
  const line = `"${text.trim().slice(0, LIMIT)}" in _qa.md`;
  switch (why) {
    case 'no question':
      return `the line ${line} belongs to no question that can be read: each needs ${FORM}`;
    case 'second answer':
      return `the line ${line} is a second answer to one question: each question needs ${FORM}`;
    case 'other answer':
      return `the line ${line} is a second answer, and not the first again: keep one of them`;
    case 'fence':
      return `the question ${line} is in a code fence, and another fence is not closed: close it`;
  }
}

function agentsOwn(agents: readonly string[]): QuestionsTrouble {
  const words = `the answer to ${agents.join(', ')} in _qa.md was there when the agent ended`;
  return { kind: 'agents-answers', text: `${words}; to record all as yours: samocode answer` };
}

function openWords(open: readonly Question[]): string {
  const isUnread = open.some(({ unread }) => unread !== undefined);
  const form = isUnread ? '; write the answer behind "Answer:", in place of the placeholder' : '';
  return `still without an answer in _qa.md: ${openNames(open)}${form}`;
}

/** Open questions, each with the reason why a text of it is no answer. */
export function openNames(open: readonly Question[]): string {
  const told = open.map(({ number, unread }) => {
    const why = unread === undefined ? '' : ` (${unread.slice(0, 2 * LIMIT)})`;
    return `Q${number}${why}`;
  });
  return told.join(', ');
}
