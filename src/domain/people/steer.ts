import * as z from 'zod/mini';
import { printable } from '../text/printable.ts';
import { readJson } from '../text/read-json.ts';

/**
 * The acts that a person may put into a session's inbox at any time; they take effect at the next
 * boundary.
 */
export const STEERS = ['pause', 'stop', 'note'] as const;
export type SteerKind = (typeof STEERS)[number];

/** One message of the inbox. */
export interface Steer {
  readonly kind: SteerKind;
  /** Who: a user's name, `file` for a file made by hand, `telegram:<name>`. */
  readonly by: string;
  /** For the next agent. */
  readonly note: string | undefined;
  /** Of this very message: no two have the same, so that none is applied twice. */
  readonly source: string;
  /** The run that a stop is meant for; undefined: whichever holds the session. */
  readonly run: string | undefined;
}

/** A file of the inbox as a message, or why it is none. */
export type SteerReading =
  | { readonly kind: 'message'; readonly message: Steer }
  | { readonly kind: 'strange'; readonly why: string };

/** A note goes into a prompt: longer ones belong into a file of the session. */
export const STEER_LIMIT_BYTES = 64 * 1024;

const messageSchema = z.object({
  v: z.literal(1),
  by: z.string(),
  source: z.string().check(z.regex(/^[^]{0,200}$/)),
  note: z.optional(z.string()),
  run: z.optional(z.string()),
});

const BY_LIMIT = 100;

/**
 * Reads a file of the inbox. The name gives the act (`pause`, `stop` or `note`, optionally followed
 * by `.` or `-` and any text). The content is the JSON of our own commands, or else the plain text
 * of the note. Never throws.
 */
export function readSteer(name: string, text: string, identity: string): SteerReading {
  const kind = STEERS.find((one) => new RegExp(`^${one}(?:[.-]|$)`).test(name));
  if (kind === undefined) {
    return { kind: 'strange', why: `a name that begins with none of ${STEERS.join(', ')}` };
  }
  const own = name.endsWith('.json') ? readJson(messageSchema, text) : undefined;
  const note = textOrNothing(own === undefined ? text.replace(/^\uFEFF/, '') : own.note);
  if (kind === 'note' && note === undefined) return { kind: 'strange', why: 'an empty note' };
  if (note !== undefined && isTooLong(note)) {
    return { kind: 'strange', why: `a note of more than ${STEER_LIMIT_BYTES} bytes` };
  }
  const by = own === undefined ? 'file' : printable(own.by, BY_LIMIT);
  const source = own?.source ?? `file:${name}:${identity}`;
  return { kind: 'message', message: { kind, by, note, source, run: own?.run } };
}

/** Whether a note is longer than an inbox takes. */
export function isTooLong(note: string): boolean {
  return new TextEncoder().encode(note).length > STEER_LIMIT_BYTES;
}

/** What `readSteer` reads back from a file whose name begins with the kind and ends in `.json`. */
export function writeSteer({ by, note, source, run }: Steer): string {
  return `${JSON.stringify({ v: 1, by, source, note, run })}\n`;
}

function textOrNothing(text: string | undefined): string | undefined {
  const trimmed = text?.trim();
  return trimmed === '' ? undefined : trimmed;
}
