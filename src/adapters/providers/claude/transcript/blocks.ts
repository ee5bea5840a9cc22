import * as z from 'zod/mini';
import type { Todo, TranscriptPart } from '../../../../domain/logs/transcript.ts';
import { text } from '../../lenient.ts';
import { toolText } from '../activity.ts';
import type { ClaudeLine } from '../line.ts';
import { type Block, block, type Shown } from './shown.ts';

export function blocksOf(more: Shown | undefined): readonly Block[] {
  const content = more?.message?.content ?? [];
  if (typeof content !== 'string') return content;
  return [block.parse({ type: 'text', text: content })];
}

/** The parts of a block of the model's message. */
export function saidBy(read: ClaudeLine): (block: Block) => readonly TranscriptPart[] {
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
export function told(more: Shown | undefined): (block: Block) => readonly TranscriptPart[] {
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
