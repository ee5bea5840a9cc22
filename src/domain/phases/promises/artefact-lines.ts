import { readMarkdown } from '../../text/markdown/lines.ts';

/** A list item with a box: `- [x] …`, `2. [X] …`. */
const TICKED = /^(\s*(?:[-*+]|\d+[.)])\s+)\[[xX]\]/gm;
const BOX = /^\s*(?:[-*+]|\d+[.)])\s+\[([ xX]?)\]\s*(.*)$/s;
const NO_COMMIT = /^[\s>*_`+-]*No commit[\s*_`]*:[\s*_`]*[^\s*_`]/i;
const NO_QUESTIONS = /^[\s>*_`+-]*No open questions[\s*_`]*:[\s*_`]*[^\s*_`]/i;
const VERDICT = /(?:^|[;,|])[\s>*_`#+-]*Verdict[\s*_`]*:[^a-z]*([a-z]+)/i;
const ROUND = /(?:^|[;,|])[\s>*_`#+-]*Round[\s*_`]*:\D{0,9}(\d{1,3})\b/i;

/** The plan with each box empty: agents tick boxes as they carry it out, and nothing else of it is theirs. */
export function withoutTicks(plan: string): string {
  return plan.replace(TICKED, '$1[ ]');
}

/** A box of a plan with its line. */
export interface PlanStep {
  readonly text: string;
  readonly isDone: boolean;
}

/** The boxes of a plan with their ticks, code fences and comments left out. */
export function planSteps(plan: string): readonly PlanStep[] {
  return shownLines(plan).flatMap((line) => {
    const [, tick, text] = BOX.exec(line) ?? [];
    return text === undefined ? [] : [{ text, isDone: /x/i.test(tick ?? '') }];
  });
}

export function openBoxes(plan: string): number {
  return planSteps(plan).filter(({ isDone }) => !isDone).length;
}

/** Whether a plan says that nothing will be committed, and why. */
export function saysNoCommit(plan: string): boolean {
  return shownLines(plan).some((line) => NO_COMMIT.test(line));
}

/** Whether requirements say that nothing had to be asked, and what they assume. */
export function saysNoQuestions(requirements: string): boolean {
  return shownLines(requirements).some((line) => NO_QUESTIONS.test(line));
}

/** The word of the first `Verdict:` line. */
export function verdictOf(text: string): string | undefined {
  return firstMatch(text, VERDICT)?.toLowerCase();
}

/** The number of the first `Round:` line. */
export function roundOf(text: string): number | undefined {
  const digits = firstMatch(text, ROUND);
  return digits === undefined ? undefined : Number(digits);
}

function firstMatch(text: string, pattern: RegExp): string | undefined {
  for (const line of shownLines(text)) {
    const found = pattern.exec(line)?.[1];
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The plan that `## Plans` of an overview lists last; the last by name where it lists none. */
export function activePlan(names: readonly string[], overview: string): string | undefined {
  const list = /^## Plans\b[^]*/m.exec(overview)?.[0] ?? '';
  const listed = names.filter((name) => list.includes(name));
  return (
    listed.toSorted((one, other) => list.lastIndexOf(one) - list.lastIndexOf(other)).at(-1) ??
    names.at(-1)
  );
}

function shownLines(text: string): readonly string[] {
  return [...readMarkdown(text).lines]
    .filter(({ hiddenBy }) => hiddenBy === undefined)
    .map((line) => line.text);
}
