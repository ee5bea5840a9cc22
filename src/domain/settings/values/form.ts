import * as z from 'zod/mini';
import { type Complaint, shown } from '../problem.ts';

/**
 * How a value is written. The message of an issue is a whole predicate (`lacks a double quote`) or
 * goes on after the value (`not a duration`).
 */
export interface Form<T> {
  /** Built by the first read: a command reads few settings, and each schema costs start-up time. */
  readonly schema: () => z.ZodMiniType<T, string>;
  /** A valid value, in words or as an example. */
  readonly hint: string;
  readonly unit?: string;
  /** No message shows the value. */
  readonly secret?: true;
  /** The default as a person writes it, where `String` is wrong. */
  write?(value: T): string;
}

/** A value, or a complaint about it. */
export type Reading<T> = { readonly value: T } | Complaint;

/** Reads a text by a form; never throws. */
export function readForm<T>(form: Omit<Form<T>, 'write'>, text: string): Reading<T> {
  const read = z.safeParse(form.schema(), text, { reportInput: true });
  if (read.success) return { value: read.data };
  const [issue] = read.error.issues;
  const words = issue?.message ?? 'not valid';
  if (/^(has|is|lacks) /.test(words)) return { message: words, hint: form.hint };
  if (form.secret === true) return { message: 'is not valid', hint: form.hint };
  // The issue of an item of a list has a path.
  const isPart = issue !== undefined && issue.path.length > 0;
  const value = isPart ? `has ${shown(String(issue.input))}` : `is ${shown(text)}`;
  return { message: `${value}, ${words}`, hint: form.hint };
}

/** A text without the blanks around it. */
export const trimmed = () => z.string().check(z.trim());
