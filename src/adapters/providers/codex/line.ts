import { count, fields, json, listOf, text, type ReadBy } from '../fields.ts';
import { jsonOfLine } from '../json-line.ts';

const item = fields({
  type: text,
  text,
  message: text,
  command: text,
  status: text,
  server: text,
  tool: text,
  query: text,
  changes: listOf(fields({ path: text, kind: text })),
});

/**
 * One line of `codex exec --json`: every field of any type of line that is read, none required but
 * `type`; a field of the wrong type counts as absent.
 */
const codexLine = fields({
  type: text,
  thread_id: text,
  message: text,
  error: fields({ message: text }),
  item: item,
  usage: fields({ input_tokens: count, cached_input_tokens: count, output_tokens: count }),
});

/** The API's answer, which Codex sometimes passes on raw as its message. */
const apiError = fields({ message: text, code: text, type: text });
const apiBody = fields({ error: apiError, status: count });

export type CodexLine = ReadBy<typeof codexLine> & { readonly type: string };
export type CodexItem = ReadBy<typeof item>;
interface ApiBody {
  readonly error: ReadBy<typeof apiError> & { readonly message: string };
  readonly status: number | undefined;
}

/** A line as far as it is understood; undefined when it holds no JSON object with a `type`. */
export function readCodexLine(line: string): CodexLine | undefined {
  const read = codexLine(jsonOfLine(line));
  return read?.type === undefined ? undefined : { ...read, type: read.type };
}

/** A message that is the API's answer in JSON; undefined when it is plain text. */
export function readApiBody(message: string): ApiBody | undefined {
  const body = message.startsWith('{') ? apiBody(json(message)) : undefined;
  const said = body?.error?.message;
  if (said === undefined) return undefined;
  return { error: { ...body?.error, message: said }, status: body?.status };
}
