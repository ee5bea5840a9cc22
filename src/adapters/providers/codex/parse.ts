import type { AgentEvent } from '../../../domain/provider/agent-event.ts';
import { printableWords } from '../../../domain/text/printable.ts';
import { ACTIVITY_LIMIT, REASON_LIMIT } from '../limits.ts';
import { isToolCall, itemActivity } from './activity.ts';
import { type CodexLine, readApiBody, readCodexLine } from './line.ts';
import { type ResetFields, resetFields } from './reset-fields.ts';
import { usageOf } from './tokens.ts';

/** "Reconnecting... 2/5 (…)" is still trying, though it comes as an error. */
const RETRYING = /^reconnecting\b/i;
const STATUS = /\b(?:unexpected |last )?status:? (\d{3})\b/i;

/** The events of one line of stdout; none for an unknown, broken or irrelevant line. */
export function parseCodexLine(line: string): readonly AgentEvent[] {
  const read = readCodexLine(line);
  if (read === undefined) return [];
  switch (read.type) {
    case 'thread.started':
      return [started(read)];
    case 'item.started':
    case 'item.completed':
      return itemEvents(read);
    case 'error':
      return errorEvents(read.message ?? '', resetFields(line));
    case 'turn.failed': {
      const facts = errorFacts(read.error?.message ?? read.message ?? '');
      return [{ kind: 'finished', ok: false, ...facts, ...resetFields(line) }];
    }
    case 'turn.completed':
      return [completed(read)];
    default:
      return [];
  }
}

function started(line: CodexLine): AgentEvent {
  return line.thread_id === undefined
    ? { kind: 'started' }
    : { kind: 'started', agentSession: printableWords(line.thread_id, REASON_LIMIT) };
}

function itemEvents({ type, item }: CodexLine): readonly AgentEvent[] {
  if (item === undefined) return [];
  const shown = printableWords(itemActivity(item), ACTIVITY_LIMIT);
  if (item.status === 'declined' && type === 'item.completed') {
    return [{ kind: 'denied', text: shown }];
  }
  if (shown === '') return [];
  const isWarning = item.type === 'error';
  return [
    {
      kind: 'activity',
      text: shown,
      ...(isWarning && { byCli: true }),
      ...(isToolCall(item) && { isToolCall: true }),
    },
  ];
}

function errorEvents(message: string, reset: ResetFields): readonly AgentEvent[] {
  if (!RETRYING.test(message)) return [{ kind: 'error', ...errorFacts(message), ...reset }];
  return [{ kind: 'retrying', text: printableWords(message, ACTIVITY_LIMIT) }];
}

interface ErrorFacts {
  readonly code?: string;
  readonly status?: number;
  readonly text: string;
}

/** Codex gives only a message: code and status are read from the API's answer where it is passed on. */
function errorFacts(message: string): ErrorFacts {
  const body = readApiBody(message);
  const code = body?.error.code ?? body?.error.type;
  const said = STATUS.exec(message)?.[1];
  const status = body?.status ?? (said === undefined ? undefined : Number(said));
  return {
    ...(code !== undefined && { code: printableWords(code, ACTIVITY_LIMIT) }),
    ...(status !== undefined && { status }),
    text: printableWords(body?.error.message ?? message, REASON_LIMIT),
  };
}

/** Codex reports no cost, and no text here: the agent's last message is a separate item. */
function completed(line: CodexLine): AgentEvent {
  const finished = { kind: 'finished', ok: true, text: '' } as const;
  return line.usage === undefined ? finished : { ...finished, usage: usageOf(line.usage) };
}
