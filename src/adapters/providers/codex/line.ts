import * as z from 'zod/mini';

const text = z.catch(z.optional(z.string()), undefined);
const count = z.catch(z.optional(z.number()), undefined);

const item = z.object({
  type: text,
  text,
  message: text,
  command: text,
  status: text,
  server: text,
  tool: text,
  query: text,
  changes: z.catch(z.optional(z.array(z.object({ path: text, kind: text }))), undefined),
});

/**
 * One line of `codex exec --json`: every field of any type of line that is read, none required but
 * `type`; a field of the wrong type counts as absent.
 */
const codexLine = z.object({
  type: z.string(),
  thread_id: text,
  message: text,
  error: z.catch(z.optional(z.object({ message: text })), undefined),
  item: z.catch(z.optional(item), undefined),
  usage: z.catch(
    z.optional(z.object({ input_tokens: count, cached_input_tokens: count, output_tokens: count })),
    undefined,
  ),
});

/** The API's answer, which Codex sometimes passes on raw as its message. */
const apiBody = z.object({
  error: z.object({ message: z.string(), code: text, type: text }),
  status: count,
});

export type CodexLine = z.infer<typeof codexLine>;
export type CodexItem = z.infer<typeof item>;
type ApiBody = z.infer<typeof apiBody>;

/** A line as far as it is understood; undefined when it is not a JSON object with a `type`. */
export function readCodexLine(line: string): CodexLine | undefined {
  return codexLine.safeParse(json(line)).data;
}

/** A message that is the API's answer in JSON; undefined when it is plain text. */
export function readApiBody(message: string): ApiBody | undefined {
  return message.startsWith('{') ? apiBody.safeParse(json(message)).data : undefined;
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
