import * as z from 'zod/mini';
import { type DataOf, jsonOf } from '../../../domain/text/read-json.ts';
import { jsonOfLine } from '../json-line.ts';
import { count, lenient, text } from '../lenient.ts';
import { tokens } from './tokens.ts';

const item = z.object({
  type: text,
  text,
  message: text,
  command: text,
  status: text,
  server: text,
  tool: text,
  query: text,
  changes: lenient(z.array(z.object({ path: text, kind: text }))),
});

/** An error that is its message. */
const aMessage = z.pipe(
  z.string(),
  z.transform((message) => ({ message })),
);

/**
 * One line of `codex exec --json`: every field of any type of line that is read, none required but
 * `type`; a field of the wrong type counts as absent.
 */
const codexLine = z.object({
  type: text,
  thread_id: text,
  message: text,
  error: lenient(z.union([z.object({ message: text }), aMessage])),
  item: lenient(item),
  usage: tokens,
});

/** The API's answer, which Codex sometimes passes on raw as its message. */
const apiError = z.object({ message: text, code: text, type: text });
const apiBody = z.object({ error: lenient(apiError), status: count });

export type CodexLine = DataOf<typeof codexLine> & { readonly type: string };
export type CodexItem = DataOf<typeof item>;
interface ApiBody {
  readonly error: DataOf<typeof apiError> & { readonly message: string };
  readonly status: number | undefined;
}

/** A line as far as it is understood; undefined when it holds no JSON object with a `type`. */
export function readCodexLine(line: string): CodexLine | undefined {
  const read = z.safeParse(codexLine, jsonOfLine(line)).data;
  return read?.type === undefined ? undefined : { ...read, type: read.type };
}

/** A message that is the API's answer in JSON; undefined when it is plain text. */
export function readApiBody(message: string): ApiBody | undefined {
  const body = message.startsWith('{') ? z.safeParse(apiBody, jsonOf(message)).data : undefined;
  const said = body?.error?.message;
  if (said === undefined) return undefined;
  return { error: { ...body?.error, message: said }, status: body?.status };
}
