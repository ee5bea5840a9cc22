import * as z from 'zod/mini';
import type { Todo, TranscriptItem, TranscriptPart } from '../../../domain/logs/transcript.ts';
import { jsonOfLine } from '../json-line.ts';
import { anyFields, count, flag, lenient, text } from '../lenient.ts';
import { toolText } from './activity.ts';
import { type ClaudeLine, readClaudeLine } from './line.ts';
import { parseClaudeLine } from './parse.ts';

const part = z.object({ type: text, text });

const block = z.object({
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
const shown = z.object({
  timestamp: text,
  parent_tool_use_id: text,
  isSynthetic: flag,
  message: lenient(z.object({ content: z.catch(z.union([z.string(), z.array(block)]), []) })),
  summary: text,
  num_turns: count,
  duration_ms: count,
});

type Block = z.infer<typeof block>;
type Shown = z.infer<typeof shown>;

/** What of a transcript's line a person wants to read; pure, and never throws. */
export function claudeTranscript(line: string): readonly TranscriptItem[] {
  const read = readClaudeLine(line);
  if (read === undefined) return [{ kind: 'plain', text: line }];
  const more = shown.safeParse(jsonOfLine(line)).data;
  const at = Date.parse(more?.timestamp ?? '');
  const context = {
    ...(Number.isNaN(at) ? {} : { at }),
    ...(more?.parent_tool_use_id === undefined ? {} : { nested: true as const }),
  };
  return partsOf(line, read, more).map((item) => ({ ...item, ...context }));
}

function partsOf(
  line: string,
  read: ClaudeLine,
  more: Shown | undefined,
): readonly TranscriptPart[] {
  switch (read.type) {
    case 'assistant':
      return [...eventsOf(line, ['error']), ...blocksOf(more).flatMap(saidBy(read))];
    case 'user':
      return blocksOf(more).flatMap(told(more));
    case 'rate_limit_event':
      return eventsOf(line, ['limit']);
    case 'result':
      return [...eventsOf(line, ['denied', 'finished'], more)];
    case 'system':
      return systemParts(line, read, more);
    case 'tool_progress':
      return [];
    default:
      return [{ kind: 'unknown', what: read.type }];
  }
}

/** As a run understands the line; only the kinds that are asked for. */
function eventsOf(line: string, kinds: readonly string[], more?: Shown): readonly TranscriptPart[] {
  return parseClaudeLine(line)
    .filter((event) => kinds.includes(event.kind))
    .flatMap((event): readonly TranscriptPart[] => {
      switch (event.kind) {
        case 'started':
          return [event];
        case 'retrying':
        case 'denied':
          return [{ kind: event.kind, text: event.text }];
        case 'limit':
          return [{ ...event, text: 'the usage window is used up' }];
        case 'quota':
          return [];
        case 'error':
          return [
            {
              kind: 'error',
              text: [event.code, event.status, event.text]
                .filter((it) => it !== undefined && it !== '')
                .join(' '),
            },
          ];
        case 'finished': {
          const { code, ok, costUsd, usage } = event;
          return [
            {
              kind: 'result',
              ok,
              text: [code, event.text].filter((it) => it !== undefined && it !== '').join(': '),
              ...(more?.num_turns !== undefined && { turns: more.num_turns }),
              ...(more?.duration_ms !== undefined && { durationMs: more.duration_ms }),
              ...(costUsd !== undefined && { costUsd }),
              ...(usage !== undefined && { usage }),
            },
          ];
        }
        case 'activity':
        case 'lost':
        case 'warning':
          return [{ kind: 'note', text: event.text }];
      }
    });
}

/** System lines that a transcript leaves out, or shows as a note. */
const QUIET = new Set([
  ...['thinking_tokens', 'task_progress', 'task_updated', 'background_tasks_changed'],
  ...['task_started', 'ui_invalidate', 'hook_started', 'hook_response', 'notification'],
  'model_refusal_no_fallback',
]);

function systemParts(
  line: string,
  read: ClaudeLine,
  more: Shown | undefined,
): readonly TranscriptPart[] {
  const subtype = read.subtype ?? '';
  switch (subtype) {
    case 'init':
      return eventsOf(line, ['started', 'warning']);
    case 'api_retry':
      return eventsOf(line, ['retrying']);
    case 'permission_denied':
      return eventsOf(line, ['denied']);
    case 'session_writes_lost':
      return eventsOf(line, ['lost']);
    case 'informational':
      return eventsOf(line, ['warning']);
    case 'status':
    case 'model_fallback':
      return eventsOf(line, ['activity']);
    case 'compact_boundary':
      return [{ kind: 'note', text: 'the conversation was compacted' }];
    case 'task_notification':
      return [{ kind: 'note', text: `task ${read.status ?? 'ended'}: ${more?.summary ?? ''}` }];
    default:
      return QUIET.has(subtype) ? [] : [{ kind: 'unknown', what: `system/${subtype}` }];
  }
}

function blocksOf(more: Shown | undefined): readonly Block[] {
  const content = more?.message?.content ?? [];
  if (typeof content !== 'string') return content;
  return [block.parse({ type: 'text', text: content })];
}

function saidBy(read: ClaudeLine): (block: Block) => readonly TranscriptPart[] {
  // The words of an API failure are those of the error.
  const isError = (read.api_error ?? read.error) !== undefined;
  return (it) => {
    switch (it.type) {
      case 'text':
        return isError && read.parent_tool_use_id === undefined ? [] : said('text', it.text);
      case 'thinking':
        return said('thinking', it.thinking);
      case 'tool_use': {
        const todos = todosOf(it);
        if (todos !== undefined) return [{ kind: 'todos', todos }];
        return [{ kind: 'call', ...idOf(it.id), ...callOf(it) }];
      }
      case 'redacted_thinking':
        return [];
      case undefined:
      default:
        return [{ kind: 'unknown', what: `assistant/${it.type ?? ''}` }];
    }
  };
}

function callOf(it: Block): { readonly tool: string; readonly argument: string } {
  const tool = it.name ?? 'a tool';
  const whole = toolText({ ...it, tool_name: undefined, tool_input: undefined });
  return { tool, argument: whole.slice(tool.length).replace(/^:? /, '') };
}

/** What comes in as the user's: a tool's outcome, or words of the CLI. */
function told(more: Shown | undefined): (block: Block) => readonly TranscriptPart[] {
  return (it) => {
    if (it.type === 'tool_result') {
      const { content = '' } = it;
      const words =
        typeof content === 'string'
          ? content
          : content.map((one) => one.text ?? `(${one.type ?? 'something'})`).join('\n');
      return [{ kind: 'outcome', ...idOf(it.tool_use_id), ok: it.is_error !== true, text: words }];
    }
    if (it.type !== 'text' || it.text === undefined) return [];
    const first = it.text.trimStart().split('\n', 1).join('');
    if (more?.parent_tool_use_id !== undefined) return [{ kind: 'note', text: `told: ${first}` }];
    return [
      { kind: 'note', text: `${more?.isSynthetic === true ? 'the CLI said' : 'told'}: ${first}` },
    ];
  };
}

function todosOf({ name, input }: Block): readonly Todo[] | undefined {
  if (name !== 'TodoWrite' || !Array.isArray(input?.['todos'])) return undefined;
  return input['todos'].flatMap((todo: unknown): readonly Todo[] => {
    const { data } = todoSchema.safeParse(todo);
    if (data === undefined) return [];
    const state =
      data.status === 'completed' ? 'done' : data.status === 'in_progress' ? 'doing' : 'open';
    return [{ text: data.content, state }];
  });
}

const todoSchema = z.object({ content: z.string(), status: text });

function said(kind: 'text' | 'thinking', words: string | undefined): readonly TranscriptPart[] {
  return words === undefined || words.trim() === '' ? [] : [{ kind, text: words }];
}

function idOf(id: string | undefined): { readonly id?: string } {
  return id === undefined ? {} : { id };
}
