import type { TranscriptItem, TranscriptPart } from '../../../../domain/logs/transcript.ts';
import { jsonOfLine } from '../../json-line.ts';
import { type ClaudeLine, readClaudeLine } from '../line.ts';
import { blocksOf, saidBy, told } from './blocks.ts';
import { eventsOf } from './events.ts';
import { type Shown, shown } from './shown.ts';

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
