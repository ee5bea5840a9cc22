import * as z from 'zod/mini';
import type { Todo, TranscriptItem } from '../../../domain/logs/transcript.ts';
import { jsonOfLine } from '../json-line.ts';
import { count, flag, lenient, text } from '../lenient.ts';
import { itemActivity } from './activity.ts';
import { type CodexItem, type CodexLine, readCodexLine } from './line.ts';
import { parseCodexLine } from './parse.ts';

/** The fields that only a transcript shows. */
const shown = z.object({
  item: lenient(
    z.object({
      id: text,
      aggregated_output: text,
      exit_code: count,
      items: lenient(z.array(z.object({ text, completed: flag }))),
    }),
  ),
});
type ShownItem = NonNullable<z.infer<typeof shown>['item']>;

/** What of a transcript's line a person wants to read; pure, and never throws. */
export function codexTranscript(line: string): readonly TranscriptItem[] {
  const read = readCodexLine(line);
  if (read === undefined) return [{ kind: 'plain', text: line }];
  switch (read.type) {
    case 'thread.started':
      return [{ kind: 'started' }];
    case 'turn.started':
    case 'item.updated':
      return [];
    case 'item.started':
    case 'item.completed':
      return itemParts(read, shown.safeParse(jsonOfLine(line)).data?.item ?? {});
    case 'error':
    case 'turn.failed':
    case 'turn.completed':
      return endParts(line);
    default:
      return [{ kind: 'unknown', what: read.type }];
  }
}

/** A retry, an error, or the end of the turn, as a run understands it. */
function endParts(line: string): readonly TranscriptItem[] {
  return parseCodexLine(line).flatMap((event): readonly TranscriptItem[] => {
    switch (event.kind) {
      case 'retrying':
      case 'error':
        return [{ kind: event.kind, text: event.text }];
      case 'finished':
        return [
          {
            kind: 'result',
            ok: event.ok,
            text: event.text,
            ...(event.usage !== undefined && { usage: event.usage }),
          },
        ];
      case 'started':
      case 'activity':
      case 'warning':
      case 'lost':
      case 'limit':
      case 'quota':
      case 'denied':
        return [];
    }
  });
}

function itemParts({ type, item }: CodexLine, more: ShownItem): readonly TranscriptItem[] {
  if (item === undefined) return [];
  const isOver = type === 'item.completed';
  switch (item.type) {
    case 'agent_message':
      return isOver ? [{ kind: 'text', text: item.text ?? '' }] : [];
    case 'reasoning':
      return isOver ? [{ kind: 'thinking', text: item.text ?? '' }] : [];
    case 'error':
      // A warning, whatever its name: the turn goes on.
      return isOver ? [{ kind: 'note', text: item.message ?? '' }] : [];
    case 'todo_list':
      return isOver ? [{ kind: 'todos', todos: todosOf(more) }] : [];
    case 'command_execution':
    case 'file_change':
    case 'mcp_tool_call':
    case 'collab_tool_call':
    case 'web_search':
      return [callOf(item, more), ...(isOver ? [outcomeOf(item, more)] : [])];
    case undefined:
    default:
      return isOver ? [{ kind: 'unknown', what: `item/${item.type ?? ''}` }] : [];
  }
}

function todosOf({ items = [] }: ShownItem): readonly Todo[] {
  return items.map((it) => ({
    text: it.text ?? '',
    state: it.completed === true ? 'done' : 'open',
  }));
}

function callOf(item: CodexItem, { id }: ShownItem): TranscriptItem {
  const [, tool = 'a tool', argument = ''] = /^(\w+):? (.*)$/s.exec(itemActivity(item)) ?? [];
  return { kind: 'call', ...(id === undefined ? {} : { id }), tool, argument };
}

function outcomeOf(
  item: CodexItem,
  { id, aggregated_output, exit_code }: ShownItem,
): TranscriptItem {
  const ok = item.status !== 'failed' && item.status !== 'declined' && (exit_code ?? 0) === 0;
  const code = exit_code === undefined || exit_code === 0 ? '' : `exit ${exit_code}\n`;
  const declined = item.status === 'declined' ? 'declined\n' : '';
  const words = `${declined}${code}${aggregated_output ?? ''}`;
  return { kind: 'outcome', ...(id === undefined ? {} : { id }), ok, text: words };
}
