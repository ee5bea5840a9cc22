import * as z from 'zod/mini';
import { anyFields, count, flag, lenient, text } from '../../lenient.ts';

const part = z.object({ type: text, text });

export const block = z.object({
  type: text,
  text,
  thinking: text,
  id: text,
  name: text,
  input: anyFields,
  tool_use_id: text,
  is_error: flag,
  content: lenient(z.union([z.string(), z.array(part)])),
});

/** The fields that only a transcript shows. */
export const shown = z.object({
  timestamp: text,
  parent_tool_use_id: text,
  isSynthetic: flag,
  message: lenient(z.object({ content: z.catch(z.union([z.string(), z.array(block)]), []) })),
  summary: text,
  num_turns: count,
  duration_ms: count,
});

export type Block = z.infer<typeof block>;
export type Shown = z.infer<typeof shown>;
