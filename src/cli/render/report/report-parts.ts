/** A part of a report; each form (terminal, Markdown, HTML) shows the same ones. Texts are untrusted. */
export type Part =
  | { readonly kind: 'text'; readonly text: string }
  /** The words of a person or an agent, in several lines. */
  | { readonly kind: 'prose'; readonly text: string }
  /** Lines as they are: commands, the output of a program. */
  | { readonly kind: 'code'; readonly lines: readonly string[] }
  | { readonly kind: 'list'; readonly items: readonly Item[] }
  | Table;

export interface Item {
  readonly text: string;
  /** The box of a plan. */
  readonly isTicked?: boolean;
  readonly below?: readonly string[];
}

export interface Table {
  readonly kind: 'table';
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** The column that names a phase, which a page marks with its colour. */
  readonly phaseAt?: number;
}

export type SectionId =
  | 'task'
  | 'done'
  | 'commits'
  | 'checks'
  | 'decide'
  | 'plan'
  | 'cost'
  | 'time'
  | 'iterations'
  | 'waits'
  | 'failures'
  | 'wrote'
  | 'acts';

export interface Section {
  readonly id: SectionId;
  readonly title: string;
  readonly parts: readonly Part[];
}

export function list(items: readonly (string | Item)[]): readonly Part[] {
  if (items.length === 0) return [];
  const all = items.map((item) => (typeof item === 'string' ? { text: item } : item));
  return [{ kind: 'list', items: all }];
}

export function code(lines: readonly string[]): readonly Part[] {
  return lines.length === 0 ? [] : [{ kind: 'code', lines }];
}

export function table(
  head: readonly string[],
  rows: Table['rows'],
  phaseAt?: number,
): readonly Part[] {
  if (rows.length === 0) return [];
  return [{ kind: 'table', head, rows, ...(phaseAt === undefined ? {} : { phaseAt }) }];
}

/** The length of an agent's text in a line of the report; `samocode history` has all of it. */
export const WORDS_SHOWN = 200;
