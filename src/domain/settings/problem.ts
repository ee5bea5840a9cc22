import { printableJson } from '../text/printable.ts';

/** The problem with a value, as text that follows its key, and the correct form. */
export interface Complaint {
  readonly message: string;
  readonly hint: string;
}

/** One thing that is wrong, with enough detail to find and fix it. */
export interface ConfigProblem extends Complaint {
  readonly source: string;
  /** The variable or flag; empty when the source itself is the problem. */
  readonly key: string;
}

/** One line: `source: KEY message (hint)`. */
export function formatProblem(problem: ConfigProblem): string {
  return `${describeProblem(problem)} (${problem.hint})`;
}

/** The same without the hint. */
export function describeProblem({ source, key, message }: ConfigProblem): string {
  if (key === '') return `${source} ${message}`;
  return source === key ? `${key} ${message}` : `${source}: ${key} ${message}`;
}

/** A value as a message may show it: quoted, one line, no control characters, cut to 100 characters. */
export function shown(value: string): string {
  const cut = value.length > 100 ? `${value.slice(0, 99)}…` : value;
  return printableJson(JSON.stringify(cut));
}
